-- Which SOP is meant, which of its versions is in force, on which day: whoever
-- asks, in SQL or in C, gets the same answer.
SET client_min_messages = warning;
CREATE DATABASE dkis_test_in_force TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C';
\c dkis_test_in_force
SET client_min_messages = warning;
SET datestyle = 'ISO, DMY';
\set SHOW_CONTEXT never
CREATE EXTENSION dkis CASCADE;
SELECT dkis.open_case('uji', 'Surat');
SELECT dkis.set_agency(9471);
SELECT dkis.open_case('uji', 'Surat');
-- A day of the agency never has the date of a session at Etc/GMT+12.
INSERT INTO dkis.calendars (code, kind, time_zone) VALUES ('jaga', '24 jam', 'Pacific/Kiritimati');
INSERT INTO dkis.performers (code, name) VALUES ('loket', 'Loket');
INSERT INTO dkis.sops (code, number, name) VALUES ('uji', 13, 'Uji'), ('kosong', 14, 'Kosong'), ('lama', 15, 'Lama');
CREATE FUNCTION public.add_version(sop text, version int, since date) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE made bigint;
BEGIN
  INSERT INTO dkis.sop_versions (sop, version, calendar, machine, effective_on)
  VALUES (sop, version, 'jaga', format('start -> v%s; v%1$s -> end', version)::dkis.state_machine, since) RETURNING id INTO made;
  INSERT INTO dkis.sop_steps (sop_version, step, ordinal, activity, performer, sla)
  VALUES (made, 'v' || version, 1, 'Kegiatan', 'loket', format('%s menit', version)::dkis.sla);
  RETURN made;
END $$;
CREATE FUNCTION public.opened(sop text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE c bigint := dkis.open_case(sop, 'Surat');
BEGIN
  RETURN (SELECT v.version FROM dkis.cases AS k JOIN dkis.sop_versions AS v ON v.id = k.sop_version WHERE k.id = c);
END $$;
-- What everybody says about the version: the number of minutes, the name of the step.
CREATE FUNCTION public.everybody(sop text) RETURNS TABLE (asked text, answer text) LANGUAGE plpgsql AS $$
DECLARE ask record;
BEGIN
  FOR ask IN SELECT * FROM (VALUES
    ('version_shown', 'SELECT v.version::text FROM dkis.sop_versions v WHERE v.id = dkis_store.version_shown($1)'),
    ('version_in_force', 'SELECT v.version::text FROM dkis.sop_versions v WHERE v.id = dkis_store.version_in_force($1)'),
    ('open_case', 'SELECT public.opened($1)'),
    ('sop_html', 'SELECT substring(dkis.sop_html($1) FROM ''versi (\d+)'')'),
    ('sop_bpmn', 'SELECT substring(dkis.sop_bpmn($1)::text FROM ''id="[^"]*v(\d+)"'')'),
    ('lawful_duration', 'SELECT minutes::text FROM dkis.lawful_duration($1) LIMIT 1'),
    ('read_activity', 'SELECT substring(dkis.read_activity($1, ''Kegiatan'') FROM ''\d+'')'),
    ('conformance', 'SELECT (deviations)[1] FROM dkis.conformance($1, ''<log><trace><string key="concept:name" value="x"/><event><string key="concept:name" value="v2"/></event></trace></log>'')')
    ) AS a (name, query) LOOP
    asked := ask.name;
    BEGIN
      EXECUTE ask.query INTO answer USING sop;
    EXCEPTION WHEN OTHERS THEN answer := SQLSTATE || ' ' || SQLERRM;
    END;
    RETURN NEXT;
  END LOOP;
END $$;

-- ---- no version, then a draft, then one to come ------------------------------------
SELECT * FROM public.everybody('uji');
SELECT public.add_version('uji', 1, NULL) AS v1 \gset
SELECT * FROM public.everybody('13');
SELECT public.add_version('uji', 4, dkis.today() + 40) AS v4 \gset
SELECT public.add_version('uji', 3, dkis.today() + 1) AS v3 \gset
SELECT dkis.activate_version(:v4), dkis.activate_version(:v3);
SELECT * FROM public.everybody('uji');
-- ---- in force today: where the agency is, whatever the session's zone ------------------
SELECT dkis.activate_version(:v1);
SELECT public.add_version('uji', 2, dkis.today()) AS v2 \gset
SELECT dkis.activate_version(:v2);
SET timezone = 'Etc/GMT+12';
SELECT * FROM public.everybody('uji');
SET timezone = 'Pacific/Kiritimati';
SELECT * FROM public.everybody('013');
SELECT v.version, t.days FROM (VALUES (-9000), (0), (1), (39), (40), (50)) AS t (days), dkis.sop_versions AS v
WHERE v.id = dkis_store.version_in_force('uji', now() + t.days * interval '1 day') ORDER BY t.days;
SELECT v.version, t.at FROM (VALUES ('-infinity'::timestamptz), ('infinity'), (NULL)) AS t (at), dkis.sop_versions AS v
WHERE v.id = dkis_store.version_in_force('uji', t.at) ORDER BY t.at;
-- ---- withdrawn ---------------------------------------------------------------------------
SELECT public.add_version('lama', 1, NULL) AS l1 \gset
SELECT public.add_version('lama', 2, NULL) AS l2 \gset
SELECT dkis.activate_version(:l1), dkis.activate_version(:l2);
UPDATE dkis.sop_versions SET status = 'dicabut' WHERE sop = 'lama';
SELECT * FROM public.everybody('lama');
SELECT dkis.open_case('lama', 'Surat');
SELECT public.add_version('lama', 3, NULL) AS l3 \gset
SELECT dkis.open_case('lama', 'Surat');
SELECT * FROM public.everybody('lama');

-- ---- unknown -----------------------------------------------------------------------------
SELECT asked, answer FROM public.everybody('tidak-ada');
SELECT asked, answer FROM public.everybody('9999999999999999999');
SELECT asked, answer FROM public.everybody('');
SELECT asked, answer FROM public.everybody(NULL);
SELECT dkis_store.sop_code('013'), dkis_store.sop_code('uji'), dkis_store.sop_code('13', NULL);
SELECT dkis_store.sop_code('13', 3274);

-- ---- a number that goes over to another SOP -------------------------------------------------
SELECT register_no ~ '^13/\d+/000001$' AS first FROM dkis.cases WHERE sop = 'uji' ORDER BY id LIMIT 1;
SELECT count(*) AS n FROM dkis.cases WHERE sop = 'uji' \gset
UPDATE dkis.sops SET number = 23 WHERE code = 'uji';
UPDATE dkis.sops SET number = 13 WHERE code = 'lama';
SELECT dkis.activate_version(:l3);
SELECT dkis.open_case('13', 'Surat') AS c \gset
SELECT sop, split_part(register_no, '/', 1) AS number, split_part(register_no, '/', 3)::int - :n AS after FROM dkis.cases WHERE id = :c;
SELECT dkis.open_case('23', 'Surat') AS c \gset
SELECT sop, split_part(register_no, '/', 1) AS number, split_part(register_no, '/', 3)::int AS place FROM dkis.cases WHERE id = :c;
UPDATE dkis.sops SET number = 99 WHERE code = 'lama';
UPDATE dkis.sops SET number = 13 WHERE code = 'uji';
SELECT dkis.open_case('13', 'Surat') AS c \gset
SELECT sop, split_part(register_no, '/', 1) AS number, split_part(register_no, '/', 3)::int - :n AS after FROM dkis.cases WHERE id = :c;

-- ---- as an officer ----------------------------------------------------------------------------
CREATE ROLE dkis_test_in_force_officer LOGIN IN ROLE dkis_officer;
SET ROLE dkis_test_in_force_officer;
SELECT asked, answer FROM public.everybody('uji') WHERE asked NOT LIKE 'version%' AND asked <> 'sop_bpmn';
RESET ROLE;
DROP OWNED BY dkis_test_in_force_officer;
DROP ROLE dkis_test_in_force_officer;
\c postgres
DROP DATABASE dkis_test_in_force;
