-- Who acts and for which performer is remembered in a session, and no longer than
-- it is true: people, performers and members change under a session that works.
\set VERBOSITY terse
SET client_min_messages = warning;
CREATE DATABASE dkis_test_membership TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C';
\c dkis_test_membership
\set VERBOSITY terse
SET client_min_messages = warning;
CREATE EXTENSION dkis CASCADE;
SELECT count(*) > 0 AS loaded FROM dkis.load_cirebon();
CREATE ROLE dkis_test_member LOGIN IN ROLE dkis_officer;
CREATE ROLE dkis_test_head LOGIN IN ROLE dkis_admin;
INSERT INTO dkis.people (name, db_role) VALUES ('Sri Wahyuni', 'dkis_test_member'), ('Orang Lain', NULL);
INSERT INTO dkis.performer_members (performer, person) SELECT 'pelaksana', id FROM dkis.people WHERE name = 'Orang Lain';
SELECT dkis.open_case('konferensi-pers', 'Kasus ' || n) FROM generate_series(1, 9) AS n \g /dev/null
CREATE FUNCTION public.finish_one() RETURNS text LANGUAGE plpgsql AS $$
DECLARE next_case bigint := (SELECT min(case_id) FROM dkis.case_steps WHERE step = '1' AND finished_at IS NULL);
BEGIN
  PERFORM dkis.finish_step(next_case, '1');
  RETURN (SELECT s.finished_by FROM dkis.case_steps AS s WHERE s.case_id = next_case AND s.step = '1');
EXCEPTION WHEN SQLSTATE 'SP004' THEN
  RETURN SQLSTATE || ' ' || SQLERRM;
END $$;
GRANT EXECUTE ON FUNCTION public.finish_one() TO PUBLIC;

-- Two sessions in one: the officer works, the administrator changes things.
SET SESSION AUTHORIZATION dkis_test_member;
SELECT public.finish_one() AS no_member;
SET SESSION AUTHORIZATION dkis_test_head;
INSERT INTO dkis.performer_members (performer, person) SELECT 'pelaksana', id FROM dkis.people WHERE name = 'Sri Wahyuni';
SET SESSION AUTHORIZATION dkis_test_member;
SELECT public.finish_one() AS member;
SELECT public.finish_one() AS remembered;
RESET SESSION AUTHORIZATION;
UPDATE dkis.people SET name = 'Sri W. Hidayat' WHERE name = 'Sri Wahyuni';
SET SESSION AUTHORIZATION dkis_test_member;
SELECT public.finish_one() AS renamed;
-- What is rolled back was never true.
RESET SESSION AUTHORIZATION;
BEGIN;
DELETE FROM dkis.performer_members WHERE person = (SELECT id FROM dkis.people WHERE name = 'Sri W. Hidayat');
SAVEPOINT before;
SET SESSION AUTHORIZATION dkis_test_member;
SELECT public.finish_one() AS removed;
ROLLBACK TO before;
ROLLBACK;
SET SESSION AUTHORIZATION dkis_test_member;
SELECT public.finish_one() AS still_there;
-- Over is over, by the agency's own date.
RESET SESSION AUTHORIZATION;
UPDATE dkis.performer_members SET valid = daterange(NULL, dkis.today()) WHERE person = (SELECT id FROM dkis.people WHERE name = 'Sri W. Hidayat');
SET SESSION AUTHORIZATION dkis_test_member;
SELECT public.finish_one() AS over;
-- Nobody but members: once the last has gone any officer may.
RESET SESSION AUTHORIZATION;
TRUNCATE dkis.performer_members;
SET SESSION AUTHORIZATION dkis_test_member;
SELECT public.finish_one() AS any_officer;
RESET SESSION AUTHORIZATION;
DELETE FROM dkis.people WHERE name = 'Sri W. Hidayat';
SET SESSION AUTHORIZATION dkis_test_member;
SELECT public.finish_one() AS by_role_only;
RESET SESSION AUTHORIZATION;

\c contrib_regression
SET client_min_messages = warning;
DROP DATABASE dkis_test_membership;
DROP ROLE dkis_test_member, dkis_test_head;
