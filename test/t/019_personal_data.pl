# docs/data-pribadi.md against the database: every column that can hold somebody's
# data stands in it with what it is for and how long it is kept, or is said to hold
# none; and whom it names as readers may read it, nobody else.
use strict;
use warnings;
use Cwd qw(abs_path);
use File::Basename qw(dirname);
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my (%personal, %readers, %plain);
open my $doc, '<:utf8', abs_path(dirname(__FILE__)) . '/../../docs/data-pribadi.md' or die $!;
for (<$doc>) {
  if (/^\| `(\w+\.\w+)` \| (\S.*?) \| (\S.*?) \| ([HJA]) \|$/) { $personal{$1} = $2; $readers{$1} = join ', ', sort grep { $_ ne 'tidak seorang pun' } split /, /, $3 }
  elsif (/^\| `(\w+)` \| (\w.*?) \|$/) { my $table = $1; $plain{"$table.$_"} = 1 for split /, /, $2 }
}
cmp_ok(scalar keys %personal, '>', 60, 'columns with personal data are listed');

my $node = PostgreSQL::Test::Cluster->new('main');
$node->init;
$node->start;
$node->safe_psql('postgres', 'SET client_min_messages = error; CREATE EXTENSION dkis CASCADE');
my %there = map { $_ => 1 } split /\n/, $node->safe_psql('postgres', q{
  SELECT c.relname || '.' || a.attname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
  WHERE c.relkind IN ('r', 'p') AND c.relnamespace IN ('dkis'::regnamespace, 'dkis_store'::regnamespace) AND a.attname <> 'changed_by'
    AND format_type(a.atttypid, NULL) IN ('text', 'text[]', 'jsonb', 'json', 'bytea', 'geometry', 'public.geometry', 'dkis.caller_location', 'xml', 'inet', 'tsvector')});
is(join("\n", grep { !$personal{$_} && !$plain{$_} } sort keys %there), '', 'every column is in the list');
is(join("\n", grep { !$there{$_} } sort keys %personal, keys %plain), '', 'every entry is a column');
is(join("\n", grep { $plain{$_} } sort keys %personal), '', 'none is both');

my %may = map { split /\|/, $_, 2 } split /\n/, $node->safe_psql('postgres', q{
  SELECT c.relname || '.' || a.attname, coalesce(string_agg(r.word, ', ' ORDER BY r.word), '')
  FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0
  CROSS JOIN (VALUES ('dkis_officer', 'petugas'), ('dkis_dispatcher', '112'), ('dkis_app', 'aplikasi'), ('dkis_admin', 'pengelola'), ('dkis_reader', 'pembaca')) AS r (role, word)
  WHERE c.relnamespace = 'dkis'::regnamespace AND c.relkind IN ('r', 'v') AND has_column_privilege(r.role::name, c.oid, a.attnum, 'SELECT') GROUP BY 1});
is(join("\n", map { "$_: written $readers{$_}, true " . ($may{$_} // 'nobody') } grep { $readers{$_} ne join ', ', sort split /, /, $may{$_} // '' } sort keys %personal), '', 'those may read it who are named');
is($node->safe_psql('postgres', q{
  SELECT string_agg(c.oid::regclass::text, ' ') FROM pg_class c CROSS JOIN unnest('{dkis_admin,dkis_officer,dkis_dispatcher,dkis_app,dkis_reader}'::name[]) AS r (role)
  WHERE c.relnamespace = 'dkis_store'::regnamespace AND c.relkind = 'r' AND has_any_column_privilege(r.role, c.oid, 'SELECT')}), '', 'nobody reads the silent tables');
$node->stop;
done_testing();
