-- Work that one transaction at a time may be at, by its name: false while another is, else
-- its own until it ends. No login can hold it by any means but the work itself. For the
-- owner alone.
CREATE FUNCTION dkis_store.take_turn(what text) RETURNS bool
LANGUAGE c VOLATILE STRICT AS 'MODULE_PATHNAME', 'dkis_take_turn';
COMMENT ON FUNCTION dkis_store.take_turn(text) IS 'Giliran sebuah pekerjaan yang hanya dijalankan satu sesi pada satu saat';
