-- How far long work is: what takes longer than the setting tell_seconds says so as a NOTICE
-- at that pace, and other sessions see it in dkis.jobs while it runs.

-- So many of them are done by now. total 0: not known beforehand. For loops in SQL; C has
-- src/pg/base/headway.h.
CREATE FUNCTION dkis_store.headway(what text, done bigint, total bigint) RETURNS void
LANGUAGE c VOLATILE STRICT AS 'MODULE_PATHNAME', 'dkis_headway';
COMMENT ON FUNCTION dkis_store.headway(text, bigint, bigint) IS 'Memberi tahu sampai mana sebuah pekerjaan yang lama';

-- What other sessions of this database are working at. total NULL: not known beforehand.
CREATE FUNCTION dkis_store.running_work() RETURNS TABLE (pid int, what text, started_at timestamptz, done bigint, total bigint)
LANGUAGE c STABLE ROWS 5 AS 'MODULE_PATHNAME', 'dkis_running_work';
COMMENT ON FUNCTION dkis_store.running_work() IS 'Pekerjaan lama yang sedang berjalan, dan sampai mana';
