-- One step finished, one case opened, a statement each, by an officer's login;
-- against the same rows written bare, in one prepared statement, into tables with
-- the same columns, indexes, checks and foreign keys. steps.sh runs them.
SELECT count(*) AS loaded FROM dkis.load_cirebon() \gset
SELECT pg_temp.login('dkis_bench_officer', 'dkis_officer') \g /dev/null
\if :{?cases} \else \set cases 300000 \endif
INSERT INTO dkis.cases (sop, title) SELECT 'konferensi-pers', 'Kasus ' || n FROM generate_series(1, :cases) AS n;
SELECT min(id) AS first_case FROM dkis.cases \gset
CREATE TABLE public.b_cases (LIKE dkis_store.cases INCLUDING ALL) WITH (fillfactor = 70);
CREATE TABLE public.b_steps (LIKE dkis_store.case_steps INCLUDING ALL) WITH (fillfactor = 70);
CREATE TABLE public.b_events (LIKE dkis_store.case_events INCLUDING ALL);
CREATE TABLE public.b_counters (sop text, year int, last_number bigint, PRIMARY KEY (sop, year));
INSERT INTO b_counters VALUES ('konferensi-pers', extract(year FROM now())::int, 300000);
INSERT INTO b_cases SELECT * FROM dkis_store.cases;
INSERT INTO b_steps SELECT * FROM dkis_store.case_steps;
INSERT INTO b_events SELECT * FROM dkis_store.case_events;
ALTER TABLE b_cases ADD FOREIGN KEY (sop_version) REFERENCES dkis.sop_versions (id), ADD FOREIGN KEY (applicant) REFERENCES dkis_store.applicants (id),
  ADD FOREIGN KEY (parent_case) REFERENCES b_cases (id), ADD FOREIGN KEY (schedule) REFERENCES dkis.sop_schedules (id),
  ADD FOREIGN KEY (agency, organisation) REFERENCES dkis.organisations (agency, code);
ALTER TABLE b_steps ADD FOREIGN KEY (case_id) REFERENCES b_cases (id);
ALTER TABLE b_events ADD FOREIGN KEY (case_id) REFERENCES b_cases (id);
GRANT ALL ON ALL TABLES IN SCHEMA public TO dkis_bench_officer;
GRANT USAGE ON ALL SEQUENCES IN SCHEMA dkis_store TO dkis_bench_officer;
GRANT USAGE ON SCHEMA dkis_store TO dkis_bench_officer;
VACUUM ANALYZE;
CHECKPOINT;
