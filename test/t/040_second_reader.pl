# Places against a second reader, in Python: no text that is taken lies farther off
# than it is precise, and none says what its text does not; skipped where there is
# no python3.
use strict;
use warnings;
use FindBin;
use Test::More;

my $top = "$FindBin::Bin/../..";
chomp(my $python = `\Q$top\E/test/python.sh json`);
my $compiler = $ENV{CC} // 'gcc';
my $library = ($ENV{DKIS_RESULTS} // "$top/build") . "/places-$$.so";

plan skip_all => 'no Python here' if $python eq '';
system("$compiler -std=c11 -O2 -shared -fPIC -I\Q$top\E/src \$(xml2-config --cflags) \Q$top\E/src/core/*/*.c \Q$top\E/test/unit/host.c -lxml2 -lm -o \Q$library\E") == 0
  or BAIL_OUT('src/core does not compile as a library');

my @lines = `$python \Q$top\E/test/oracle/places.py \Q$library\E \Q$top\E/test/data/places.tsv`;
chomp @lines;
is_deeply([grep { !/^#/ } @lines], ['ok - written here: 20000', 'ok - of the table: enough', 'ok - damaged: enough'], 'both readers agree');
diag(join "\n", grep { /^#/ } @lines);
done_testing();
unlink $library;
