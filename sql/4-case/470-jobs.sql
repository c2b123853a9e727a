-- The jobs that pg_cron (or anything else that can wait a minute) runs, and how
-- they come to run. docs/recurring.md, docs/escalation.md.

-- Who holds a lock under which nothing can be written, or rows that others wait for.
-- Whoever may change cases may lock them (LOCK TABLE, FOR UPDATE, a transaction left
-- open): that is seen here, and named where the jobs stop at it.
CREATE VIEW dkis.lock_holders AS
SELECT h.pid, pg_get_userbyid(a.usesysid)::text AS db_role, a.xact_start AS since, h.what, h.mode, h.waiting, left(a.query, 200) AS statement
FROM (
  SELECT l.pid, l.relation::regclass::text AS what, l.mode, (SELECT count(*) FROM pg_lock_status() AS w WHERE NOT w.granted AND w.relation = l.relation AND w.database = l.database) AS waiting
  FROM pg_lock_status() AS l JOIN pg_class AS c ON c.oid = l.relation
  WHERE l.granted AND l.database = (SELECT d.oid FROM pg_database AS d WHERE d.datname = current_database())
    AND c.relnamespace = ANY ('{dkis,dkis_store}'::regnamespace[]) AND l.mode = ANY ('{ShareLock,ShareRowExclusiveLock,ExclusiveLock,AccessExclusiveLock}')
  UNION ALL
  SELECT l.pid, 'baris', l.mode, count(*) FROM pg_lock_status() AS w
  JOIN pg_lock_status() AS l ON l.granted AND l.locktype = 'transactionid' AND l.transactionid = w.transactionid
  WHERE NOT w.granted AND w.locktype = 'transactionid' GROUP BY l.pid, l.mode) AS h
JOIN pg_stat_get_activity(NULL) AS a ON a.pid = h.pid
WHERE h.pid <> pg_backend_pid();
COMMENT ON VIEW dkis.lock_holders IS 'Siapa menahan tabel atau baris dkis sehingga yang lain menunggu';
COMMENT ON COLUMN dkis.lock_holders.pid IS 'Nomor proses; hentikan dengan pg_terminate_backend(pid)';
COMMENT ON COLUMN dkis.lock_holders.db_role IS 'Peran basis datanya';
COMMENT ON COLUMN dkis.lock_holders.since IS 'Sejak transaksinya dimulai';
COMMENT ON COLUMN dkis.lock_holders.what IS 'Tabel yang ditahan, atau baris';
COMMENT ON COLUMN dkis.lock_holders.mode IS 'Jenis kuncinya';
COMMENT ON COLUMN dkis.lock_holders.waiting IS 'Berapa yang menunggunya';
COMMENT ON COLUMN dkis.lock_holders.statement IS 'Pernyataan terakhirnya; hanya tampak bagi yang berhak';

-- What a scheduler calls: runs the job and, when it fails, keeps the error for
-- dkis.jobs, which a failed transaction of its own could not. What the reports keep is
-- counted beside the recurring cases (sql/7-report/702-rollups.sql), not beside
-- escalation, whose locks are others' to wait for. On a standby it does
-- nothing and says so: the same scheduler may run beside both servers.
CREATE PROCEDURE dkis.run_job(job text)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  begun timestamptz;
  part text;
  holders text;
BEGIN
  IF job IS NULL OR job NOT IN ('dkis.escalate', 'dkis.open_recurring') THEN
    RAISE EXCEPTION 'tidak ada pekerjaan "%"', job
      USING ERRCODE = '22023', DETAIL = 'Hanya pekerjaan dkis sendiri yang dijalankan dengan run_job.', HINT = 'Yang ada: dkis.escalate, dkis.open_recurring.';
  END IF;
  IF pg_is_in_recovery() THEN
    RAISE NOTICE 'server ini siaga: % berjalan di server utama', job;
    RETURN;
  END IF;
  -- What is locked is said in dkis.jobs, not waited for.
  PERFORM set_config('lock_timeout', '10s', true) FROM pg_settings AS s WHERE s.name = 'lock_timeout' AND s.setting::int NOT BETWEEN 1 AND 10000;
  FOREACH part IN ARRAY CASE job WHEN 'dkis.escalate' THEN ARRAY[job] ELSE ARRAY[job, 'dkis.refresh_reports'] END LOOP
    begun := clock_timestamp();
    BEGIN
      IF part = 'dkis.escalate' THEN
        CALL dkis.escalate();
        PERFORM dkis.seal();
      ELSIF part = 'dkis.open_recurring' THEN
        CALL dkis.open_recurring();
      ELSE
        PERFORM dkis.refresh_reports();
      END IF;
    EXCEPTION WHEN OTHERS THEN
      SELECT string_agg(format('%s (pid %s) menahan %s sejak %s', h.db_role, h.pid, h.what, h.since), '; ') INTO holders
      FROM dkis.lock_holders AS h WHERE SQLSTATE = '55P03';
      RAISE WARNING '% gagal: %', part, concat_ws('; ', SQLERRM, holders);
      PERFORM dkis_store.record_run(part, begun, 0, concat_ws('; ', format('%s: %s', SQLSTATE, SQLERRM), holders));
    END;
  END LOOP;
END
$$;
COMMENT ON PROCEDURE dkis.run_job(text) IS 'Menjalankan dkis.escalate atau dkis.open_recurring dan mencatat kegagalannya';

-- Both of them, as a scheduler calls them.
CREATE FUNCTION dkis_store.job_calls() RETURNS TABLE (job text, command text) LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT j.job, format('CALL dkis.run_job(%L)', j.job) FROM (VALUES ('dkis.escalate'), ('dkis.open_recurring')) AS j (job);
END;
COMMENT ON FUNCTION dkis_store.job_calls() IS 'Pekerjaan yang dijalankan penjadwal tiap menit';

-- A setting of the server; NULL where there is none, or where it may not be seen.
CREATE FUNCTION dkis_store.server_setting(name text) RETURNS text
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  RETURN current_setting(name, true);
EXCEPTION WHEN insufficient_privilege THEN
  RETURN NULL;
END
$$;
COMMENT ON FUNCTION dkis_store.server_setting(text) IS 'Setelan server, atau NULL';

-- Why what is scheduled here may not run, and what to do about it; NULL when the
-- last run went well. Without background workers pg_cron is a client of its own
-- server: it connects over localhost, where Debian's pg_hba.conf wants a
-- password that it does not have, and both jobs fail every minute.
CREATE FUNCTION dkis_store.jobs_trouble() RETURNS text
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  workers bool := dkis_store.server_setting('cron.use_background_workers') = 'on';
  last record;
BEGIN
  EXECUTE $cron$
    SELECT r.status, r.return_message AS said FROM cron.job_run_details AS r
    WHERE r.database = current_database() AND r.command IN (SELECT j.command FROM dkis_store.job_calls() AS j) AND r.status IN ('succeeded', 'failed')
    ORDER BY r.runid DESC LIMIT 1 $cron$ INTO last;
  IF last.status = 'succeeded' OR (last.status IS NULL AND workers) THEN
    RETURN NULL;
  END IF;
  RETURN concat_ws(E'\n', 'PERHATIAN: ' || CASE WHEN last.status IS NULL THEN 'belum tentu berjalan.' ELSE format('jalan terakhir GAGAL (%s).', last.said) END,
    CASE WHEN workers THEN 'Bila itu sebelum server dimulai ulang, tunggu satu menit lalu panggil dkis.start_jobs() lagi. Selain itu sebabnya ada di dkis.jobs dan log server.'
    ELSE E'cron.use_background_workers mati: pg_cron menyambung lewat localhost, dan pg_hba.conf bawaan Debian menolaknya karena meminta sandi.\n'
      'Jalankan sebagai superuser, mulai ulang server, lalu panggil dkis.start_jobs() lagi:' END,
    CASE WHEN NOT coalesce(workers, false) THEN 'ALTER SYSTEM SET cron.use_background_workers = on;' END);
END
$$;
COMMENT ON FUNCTION dkis_store.jobs_trouble() IS 'Mengapa pekerjaan yang terjadwal tidak berjalan, dan apa yang perlu dilakukan';

-- What to do where pg_cron is not in this database: install it, create it here,
-- or schedule in the one database of the server where it lives.
CREATE FUNCTION dkis_store.jobs_elsewhere() RETURNS text
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  home text := dkis_store.server_setting('cron.database_name');
  otherwise text := format('Tanpa pg_cron: jalankan tiap menit dari penjadwal lain %s.', (SELECT string_agg(j.command, ' dan ') FROM dkis_store.job_calls() AS j));
BEGIN
  IF home = current_database() THEN
    RETURN E'pg_cron belum dipasang di basis data ini. Jalankan sebagai superuser, lalu ulangi dkis.start_jobs():\nCREATE EXTENSION pg_cron;';
  ELSIF home IS NULL AND dkis_store.server_setting('shared_preload_libraries') !~ '\ypg_cron\y' THEN
    RETURN concat_ws(E'\n', format('pg_cron belum dimuat server ini. %sTulis di postgresql.conf, lalu mulai ulang server:',
        CASE WHEN NOT EXISTS (SELECT FROM pg_available_extensions WHERE name = 'pg_cron')
          THEN format('Pasang dahulu paketnya (Debian: postgresql-%s-cron). ', current_setting('server_version_num')::int / 10000) END),
      format('shared_preload_libraries = %L', concat_ws(', ', nullif(dkis_store.server_setting('shared_preload_libraries'), ''), 'pg_cron')),
      format('cron.database_name = %L', current_database()),
      'cron.use_background_workers = on',
      E'Kemudian di basis data ini, sebagai superuser:\nCREATE EXTENSION pg_cron;\nSELECT dkis.start_jobs();', otherwise);
  END IF;
  RETURN concat_ws(E'\n', format('pg_cron tidak ada di basis data ini. Di basis data %s jalankan:', coalesce(home, 'tempat pg_cron dipasang')),
    (SELECT string_agg(format('SELECT cron.schedule_in_database(%L, %L, %L, %L, %L);', concat(j.job, ' ', current_database()), '* * * * *',
      j.command, current_database(), CURRENT_USER), E'\n') FROM dkis_store.job_calls() AS j),
    CASE WHEN dkis_store.server_setting('cron.use_background_workers') IS DISTINCT FROM 'on'
      THEN 'cron.use_background_workers harus on: tanpa itu pg_hba.conf bawaan Debian menolak pg_cron.' END, otherwise);
END
$$;
COMMENT ON FUNCTION dkis_store.jobs_elsewhere() IS 'Cara menjadwalkan bila pg_cron tidak ada di basis data ini';

-- Schedules both jobs every minute in the name of the extension's owner, where
-- pg_cron lives in this database, and says so; says also when they do not run.
-- Elsewhere, and on a standby, it answers with what to do, and where. May be called again at any
-- time: nothing is scheduled twice. pg_cron is named only in text that is
-- executed when it is there.
CREATE FUNCTION dkis.start_jobs() RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  answer text;
BEGIN
  IF pg_is_in_recovery() THEN
    RETURN 'Server ini siaga: pekerjaan berjalan di server utama. Sesudah server ini dipromosikan, panggil dkis.start_jobs() lagi.';
  ELSIF NOT EXISTS (SELECT FROM pg_extension WHERE extname = 'pg_cron') THEN
    RETURN dkis_store.jobs_elsewhere();
  ELSIF NOT has_schema_privilege('cron', 'USAGE') THEN
    RETURN format(E'Pemilik dkis belum boleh memakai pg_cron. Jalankan sebagai superuser, lalu ulangi dkis.start_jobs():\nGRANT USAGE ON SCHEMA cron TO %I;', CURRENT_USER);
  ELSIF NOT (SELECT rolcanlogin FROM pg_roles WHERE rolname = CURRENT_USER) THEN
    RETURN format(E'Pemilik dkis tidak boleh masuk, padahal pg_cron bekerja atas namanya. Jalankan sebagai superuser, lalu ulangi dkis.start_jobs():\nALTER ROLE %I LOGIN;', CURRENT_USER);
  END IF;
  EXECUTE $cron$
    SELECT 'Dijadwalkan tiap menit: ' || string_agg(format('%s (pekerjaan %s)', j.job, cron.schedule(j.job, '* * * * *', j.command)), ', ')
    FROM dkis_store.job_calls() AS j $cron$ INTO answer;
  RETURN concat_ws(E'\n', answer, dkis_store.jobs_trouble());
END
$$;
COMMENT ON FUNCTION dkis.start_jobs() IS 'Menjadwalkan eskalasi dan kasus berulang tiap menit, atau menerangkan apa yang kurang';

-- Ends what start_jobs() began. Before DROP EXTENSION: pg_cron does not know that
-- dkis has gone and would go on calling it.
CREATE FUNCTION dkis.stop_jobs() RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  answer text;
BEGIN
  IF pg_is_in_recovery() THEN
    RETURN 'Server ini siaga: tidak ada pekerjaan yang berjalan di sini.';
  ELSIF NOT EXISTS (SELECT FROM pg_extension WHERE extname = 'pg_cron') THEN
    RETURN format(E'pg_cron tidak ada di basis data ini. Di basis data %s jalankan:\n'
      'SELECT cron.unschedule(jobid) FROM cron.job WHERE database = %L AND command LIKE %L;',
      coalesce(nullif(dkis_store.server_setting('cron.database_name'), current_database()), 'tempat pg_cron dipasang'), current_database(), 'CALL dkis.run_job(%');
  ELSIF has_schema_privilege('cron', 'USAGE') THEN
    EXECUTE $cron$
      SELECT 'Dihentikan: ' || string_agg(jobname, ', ') FILTER (WHERE cron.unschedule(jobid))
      FROM cron.job WHERE database = current_database() AND command LIKE 'CALL dkis.run_job(%' $cron$ INTO answer;
  END IF;
  RETURN coalesce(answer, 'Tidak ada pekerjaan yang terjadwal.');
END
$$;
COMMENT ON FUNCTION dkis.stop_jobs() IS 'Menghentikan penjadwalan eskalasi dan kasus berulang; panggil sebelum DROP EXTENSION';
