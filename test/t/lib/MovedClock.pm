# The clock of a test's own server, which the test moves (libfaketime), in the zone of the office.
package MovedClock;
use strict;
use warnings;
use POSIX qw(mktime);

# The library; undef where it is not installed.
sub library { return (grep { -e } glob('/usr/lib/*/faketime/libfaketime.so.1 /usr/lib*/faketime/libfaketime.so.1'))[0] }

# Of a PostgreSQL::Test::Cluster.
sub new {
  my ($class, $node) = @_;
  return bless {node => $node, file => $node->data_dir . '/../clock'}, $class;
}

# It is "2026-03-16 08:00" from now on, or so many minutes before, and so many seconds later.
sub set {
  my ($self, $at, $minutes_before, $seconds) = @_;
  my ($year, $month, $day, $hour, $minute) = $at =~ /^(\d+)-(\d+)-(\d+) (\d+):(\d+)$/ or die "no time: $at";
  local $ENV{TZ} = 'Asia/Jakarta';
  POSIX::tzset();
  my $offset = mktime($seconds // 0, $minute - ($minutes_before // 0), $hour, $day, $month - 1, $year - 1900) - time();
  POSIX::tzset() if delete local $ENV{TZ};
  open my $file, '>', "$self->{file}.new" or die $!;
  printf $file "%+d\n", $offset;
  close $file;
  rename "$self->{file}.new", $self->{file} or die $!; # never half a file
}

# The server runs by it.
sub start_server {
  my ($self) = @_;
  local %ENV = (%ENV, LD_PRELOAD => library(), FAKETIME_TIMESTAMP_FILE => $self->{file}, FAKETIME_NO_CACHE => 1,
    FAKETIME_DONT_FAKE_MONOTONIC => 1, DONT_FAKE_MONOTONIC => 1, NO_FAKE_STAT => 1);
  $self->{node}->start;
}

1;
