-- Minutes of work without a pause, while somebody's transaction stays open so that nothing dead can be
-- cleaned away, checkpoints come every thirty seconds, and the jobs run: age.sh. MINUTES=30 for half an hour.
SELECT count(*) AS loaded FROM dkis.load_cirebon() \gset
SELECT pg_temp.login('dkis_bench_officer', 'dkis_officer') \g /dev/null
SELECT pg_temp.login('dkis_bench_jobs', 'dkis_admin') \g /dev/null
INSERT INTO dkis.cases (sop, title) SELECT 'dokumentasi-permohonan', 'Kasus ' || n FROM generate_series(1, 1000) AS n;
VACUUM ANALYZE;
