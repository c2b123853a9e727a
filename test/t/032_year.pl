# Six weeks of the office, Ramadan and Lebaran in them, played by its officers under a
# clock that is moved, and every report of the law counted again outside the database;
# the whole year is make test-year.
use strict;
use warnings;
use Test::More;

my ($faketime) = grep { -e } glob('/usr/lib/*/faketime/libfaketime.so.1 /usr/lib*/faketime/libfaketime.so.1');
plan skip_all => 'no libfaketime here' unless $faketime;
chomp(my $python = `\Q$ENV{DKIS_TOP}\E/test/python.sh zoneinfo`);
plan skip_all => 'no Python here has zoneinfo' if $python eq '';

my @said = `$python \Q$ENV{DKIS_TOP}\E/test/year/year.py --first 2025-03-03 --last 2025-04-11 --down 2025-03-18 --load 1 --name year-small 2>&1`;
is($?, 0, 'nothing is wrong') or diag(@said);
like(join('', @said), qr/^rows compared.*laporan_kasus \d\d/m, 'and something was compared');
done_testing();
