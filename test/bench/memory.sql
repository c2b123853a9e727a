-- Cases for memory.sh, which finishes a step of each in one statement.
SELECT count(*) AS loaded FROM dkis.load_cirebon() \gset
\if :{?cases} \else \set cases 200000 \endif
INSERT INTO dkis.cases (sop, title) SELECT 'konferensi-pers', 'Kasus ' || n FROM generate_series(1, :cases) AS n;
VACUUM ANALYZE dkis_store.cases, dkis_store.case_steps;
