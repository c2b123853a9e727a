-- After the last function that takes a case (4-case/420-register_numbers.sql).
SELECT dkis_store.take_register_numbers();
