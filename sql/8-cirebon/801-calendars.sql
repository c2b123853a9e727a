-- Cirebon's calendars. Their hours and holidays are those of the whole country
-- (2-time/220-indonesia.sql); the breaks are the local ones, for the agency to edit.

CREATE FUNCTION dkis_store.cirebon_calendars()
RETURNS TABLE (code text, name text, time_zone text, kind text, joint_leave_is_work bool, note text)
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $$
VALUES
  ('kantor', 'Jam kerja kantor Pemerintah Daerah Kota Cirebon', 'Asia/Jakarta', 'jam kerja', false,
   'Perpres 21/2023 pasal 3-4; jam istirahat menurut kebiasaan setempat, silakan disesuaikan'),
  ('siaga', 'Cirebon Siaga 112, 24 jam 7 hari', 'Asia/Jakarta', '24 jam', false, NULL)
$$;
COMMENT ON FUNCTION dkis_store.cirebon_calendars() IS 'Data Cirebon: kalender';

-- weekday 1 = Senin … 5 = Jumat. The spans of a day are what is open.
