-- Last of the reports: the words that their columns have in common.
SELECT dkis_store.comment_reports();
