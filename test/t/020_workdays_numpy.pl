# Working days against numpy, over two million random questions; skipped where
# python3 has no numpy (PYTHON names another one).
use strict;
use warnings;
use FindBin;
use Test::More;

my $top = "$FindBin::Bin/../..";
chomp(my $python = `$top/test/python.sh numpy`);
my $compiler = $ENV{CC} // 'gcc';
my $library = ($ENV{DKIS_RESULTS} // "$top/build") . "/core-$$.so";

plan skip_all => 'no Python here has numpy' if $python eq '';
system("$compiler -std=c11 -O2 -shared -fPIC -I$top/src/core \$(xml2-config --cflags) $top/src/core/*.c $top/test/unit/host.c -lxml2 -lm -o $library") == 0
  or BAIL_OUT('src/core does not compile as a library');

plan tests => 1;
my @wrong = grep { /^not ok/ } my @lines = `$python $top/test/oracle/workdays.py $library`;
my $answers = grep { /^ok/ } @lines;
is($answers . ' calendars agree', '100 calendars agree', 'working days are numpy\'s');
diag(@wrong) if @wrong;
unlink $library;
