# Working days against numpy, over two million random questions; skipped where
# python3 has no numpy (PYTHON names another one).
use strict;
use warnings;
use FindBin;
use Test::More;

my $top = "$FindBin::Bin/../..";
chomp(my $python = `\Q$top\E/test/python.sh numpy`);
my $compiler = $ENV{CC} // 'gcc';
my $library = ($ENV{DKIS_RESULTS} // "$top/build") . "/core-$$.so";

plan skip_all => 'no Python here has numpy' if $python eq '';
system("$compiler -std=c11 -O2 -shared -fPIC -I\Q$top\E/src \$(xml2-config --cflags) \Q$top\E/src/core/*/*.c \Q$top\E/test/unit/host.c -lxml2 -lm -o \Q$library\E") == 0
  or BAIL_OUT('src/core does not compile as a library');

plan tests => 1;
my @wrong = grep { /^not ok/ } my @lines = `$python \Q$top\E/test/oracle/workdays.py \Q$library\E`;
my $answers = grep { /^ok/ } @lines;
is($answers . ' calendars agree', '100 calendars agree', 'working days are numpy\'s');
diag(@wrong) if @wrong;
unlink $library;
