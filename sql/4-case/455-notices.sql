-- The words of notices, whom they go to, and how they get there.
--
-- A notice is written where it becomes due (450-escalation.sql) or where the case
-- changes (src/pg/case/notice.c), from a template: the agency's own row for its
-- kind, most specific first, else the one below. docs/notices.md.

-- Placeholders are known words; what is asked for and not there takes its line
-- along. body '' = nobody is told of this.
CREATE FUNCTION dkis_store.placeholders() RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT '{register,sop,layanan,perihal,tentang,langkah,kegiatan,pelaksana,organisasi,orang,tenggat,tenggat_keseluruhan,standar,saat,keadaan,tingkat,alasan,hasil,nama,diterima,dasar,hak,sampai,survei,jumlah,sejak,daftar}'::text[];
END;
COMMENT ON FUNCTION dkis_store.placeholders() IS 'Kata ganti yang dikenal dalam templat pemberitahuan';

-- CHECK of dkis.notice_templates: true, or 22023 naming the word that is not known.
CREATE FUNCTION dkis_store.check_template(template text) RETURNS bool
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  strange text := (SELECT m.word[1] FROM regexp_matches(template, '\{([^{}]*)\}', 'g') AS m (word) WHERE m.word[1] <> ALL (dkis_store.placeholders()) LIMIT 1);
BEGIN
  IF strange IS NOT NULL THEN
    RAISE EXCEPTION 'kata ganti {%} tidak dikenal', left(strange, 60)
      USING ERRCODE = '22023', DETAIL = format('Templat: %s', left(template, 200)), HINT = 'Yang dikenal: {' || array_to_string(dkis_store.placeholders(), '}, {') || '}.';
  END IF;
  RETURN true;
END
$$;
COMMENT ON FUNCTION dkis_store.check_template(text) IS 'Menolak templat dengan kata ganti yang tidak dikenal';

CREATE TABLE dkis.notice_templates (
  id bigserial PRIMARY KEY,
  agency int NOT NULL DEFAULT dkis.agency(),
  kind text NOT NULL,
  sop text,
  recipient text NOT NULL DEFAULT 'pelaksana',
  subject text NOT NULL,
  body text NOT NULL,
  FOREIGN KEY (agency, sop) REFERENCES dkis.sops (agency, code),
  CONSTRAINT template_recipient CHECK (recipient = ANY (ARRAY['pelaksana', 'pemohon'])),
  CONSTRAINT known_placeholders CHECK (dkis_store.check_template(subject) AND dkis_store.check_template(body))
);
CREATE UNIQUE INDEX notice_templates_once ON dkis.notice_templates (agency, kind, recipient, (coalesce(sop, '')));
COMMENT ON TABLE dkis.notice_templates IS 'Kata-kata pemberitahuan menurut instansi; yang tidak disebut memakai kata-kata bawaan';
COMMENT ON COLUMN dkis.notice_templates.id IS 'Nomor baris';
COMMENT ON COLUMN dkis.notice_templates.agency IS 'Kode instansi';
COMMENT ON COLUMN dkis.notice_templates.kind IS 'Jenis pemberitahuan, seperti dalam dkis.notifications';
COMMENT ON COLUMN dkis.notice_templates.sop IS 'Kode SOP; kosong = semua';
COMMENT ON COLUMN dkis.notice_templates.recipient IS 'pelaksana atau pemohon';
COMMENT ON COLUMN dkis.notice_templates.subject IS 'Pokok, dengan kata ganti seperti {register}';
COMMENT ON COLUMN dkis.notice_templates.body IS 'Isi; teks kosong = tidak diberitahukan. Baris yang kata gantinya tidak ada isinya dihilangkan';
CREATE CONSTRAINT TRIGGER "A_known" AFTER INSERT OR UPDATE OF agency, sop ON dkis.notice_templates DEFERRABLE
FOR EACH ROW EXECUTE FUNCTION dkis_store.require_known('sop', 'sops');

-- The words there are without any row.
CREATE FUNCTION dkis_store.usual_templates() RETURNS TABLE (kind text, recipient text, subject text, body text)
LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
SELECT t.kind, t.recipient, t.subject, replace(t.body, '{tugas}', E'Register: {register}\nSOP: {sop}\nLangkah: {langkah} {kegiatan}\nPelaksana: {pelaksana}\n'
  'Organisasi: {organisasi}\nTenggat: {tenggat}\nTenggat keseluruhan: {tenggat_keseluruhan}\nStandar waktu: {standar}{saat}')
FROM (VALUES
  ('tugas baru', 'pelaksana', 'Tugas baru: {tentang}', '{tugas}'),
  ('penugasan', 'pelaksana', 'Penugasan: {tentang}', E'Ditugaskan kepada: {orang}\n{tugas}'),
  ('pengingat', 'pelaksana', 'Pengingat: {tentang} {keadaan}', '{tugas}'),
  ('eskalasi', 'pelaksana', 'Eskalasi tingkat {tingkat}: {tentang} {keadaan}', '{tugas}'),
  ('gagal otomatis', 'pelaksana', '{tentang} tidak dapat diselesaikan otomatis', E'Register: {register}\nSOP: {sop}\nLangkah: {langkah} {kegiatan}\nSebab: {alasan}'),
  ('rangkuman', 'pelaksana', 'Rangkuman: {jumlah} pemberitahuan yang tertunda', '{daftar}'),
  ('hak akan lewat', 'pelaksana', 'Hak pemohon akan lewat: {register}', E'Register: {register}\nSOP: {sop}\nPerihal: {perihal}\n{hak}'),
  ('tanda bukti', 'pemohon', 'Tanda bukti penerimaan {register}', E'Yth. {nama}\nPermohonan Anda sudah kami terima.\nNomor register: {register}\nLayanan: {layanan}\n'
    'Perihal: {perihal}\nDiterima: {diterima}\nDijawab paling lambat: {tenggat_keseluruhan}\nDasar: {dasar}'),
  ('perpanjangan', 'pemohon', 'Perpanjangan waktu {register}', E'Yth. {nama}\nWaktu untuk menjawab permohonan Anda diperpanjang.\nNomor register: {register}\nPerihal: {perihal}\n'
    'Alasan: {alasan}\nDijawab paling lambat: {tenggat_keseluruhan}\nLangkah {langkah} paling lambat: {tenggat}'),
  ('jawaban', 'pemohon', 'Jawaban atas {register}', E'Yth. {nama}\nPermohonan Anda sudah dijawab.\nNomor register: {register}\nPerihal: {perihal}\nHasil: {hasil}\nHak Anda: {hak}'),
  ('penutupan', 'pemohon', 'Selesai: {register}', E'Yth. {nama}\nPelayanan atas permohonan Anda sudah selesai.\nNomor register: {register}\nPerihal: {perihal}\nHak Anda: {hak}\n'
    'Mohon nilai pelayanan kami: {survei}'),
  ('pembatalan', 'pemohon', 'Dibatalkan: {register}', E'Yth. {nama}\nPermohonan Anda dibatalkan.\nNomor register: {register}\nPerihal: {perihal}\nAlasan: {alasan}'),
  ('hak akan lewat', 'pemohon', 'Hak Anda atas {register} berakhir {sampai}', E'Yth. {nama}\nNomor register: {register}\nPerihal: {perihal}\nHak Anda yang akan berakhir: {hak}')
) AS t (kind, recipient, subject, body)
$$;
COMMENT ON FUNCTION dkis_store.usual_templates() IS 'Kata-kata pemberitahuan bawaan';

-- The template that counts: the agency's for this SOP, for all, else the usual.
CREATE FUNCTION dkis_store.template_of(agency int, kind text, sop text, recipient text, OUT subject text, OUT body text)
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp AS $$
SELECT t.subject, t.body FROM (
  SELECT t.subject, t.body, CASE WHEN t.sop IS NULL THEN 2 ELSE 1 END AS n FROM dkis.notice_templates AS t
  WHERE t.agency = template_of.agency AND t.kind = template_of.kind AND t.recipient = template_of.recipient AND (t.sop IS NULL OR t.sop = template_of.sop)
  UNION ALL
  SELECT u.subject, u.body, 3 FROM dkis_store.usual_templates() AS u WHERE u.kind = template_of.kind AND u.recipient = template_of.recipient) AS t
ORDER BY t.n LIMIT 1
$$;
COMMENT ON FUNCTION dkis_store.template_of(int, text, text, text) IS 'Templat yang berlaku bagi sebuah pemberitahuan';

-- Each {word} as given says it; a line that asks for what is not given is left out.
CREATE FUNCTION dkis_store.fill_words(template text, given jsonb, words text[]) RETURNS text
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'dkis_fill_words';
COMMENT ON FUNCTION dkis_store.fill_words(text, jsonb, text[]) IS 'Mengisi kata ganti ini dalam sebuah templat';
CREATE FUNCTION dkis_store.fill_in(template text, given jsonb) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT dkis_store.fill_words(template, given, dkis_store.placeholders());
END;
COMMENT ON FUNCTION dkis_store.fill_in(text, jsonb) IS 'Mengisi kata ganti sebuah templat';

-- What the templates may say of a case and, if one is meant, of its step row.
-- Deadlines in words; the whole case's where it has one, unless it is met. One row, of
-- which the planner makes a join: many cases are read at once.
CREATE FUNCTION dkis_store.notice_values(case_id bigint, step_id bigint) RETURNS TABLE (given jsonb) LANGUAGE sql STABLE
BEGIN ATOMIC
SELECT jsonb_build_object('register', k.known_as, 'sop', k.sop_number || ' ' || k.sop_name, 'layanan', k.sop_name, 'perihal', k.title,
  'tentang', concat(k.known_as, ' langkah ' || s.step), 'langkah', s.step, 'kegiatan', d.activity, 'pelaksana', coalesce(p.name, s.performer),
  'organisasi', coalesce(g.name, s.organisation, k.organisation), 'tenggat', CASE WHEN s.due_at IS NOT NULL THEN dkis_store.local_time(s.due_at, k.time_zone) END,
  'tenggat_keseluruhan', CASE WHEN k.met_at IS NULL AND k.due_at IS NOT NULL THEN dkis_store.local_time(k.due_at, k.time_zone) END,
  'standar', coalesce(s.sla, k.total_sla)::text, 'nama', a.name, 'diterima', dkis_store.local_time(k.received_at, k.time_zone),
  'dasar', CASE WHEN k.due_at IS NOT NULL THEN coalesce(r.basis, v.legal_basis[1]) END, 'survei', replace(dkis.setting('survey_url'), '{register}', k.known_as))
FROM dkis_store.case_facts AS k
LEFT JOIN dkis.sop_versions AS v ON v.id = k.sop_version
LEFT JOIN dkis.sop_rights AS r ON r.agency = k.agency AND r.sop = k.sop AND r.step IS NULL AND r.to_sop IS NULL
LEFT JOIN dkis_store.applicants AS a ON a.id = k.applicant
LEFT JOIN dkis_store.case_steps AS s ON s.id = notice_values.step_id
LEFT JOIN dkis.sop_steps AS d ON d.sop_version = k.sop_version AND d.step = s.step
LEFT JOIN dkis.performers AS p ON p.agency = k.agency AND p.code = s.performer
LEFT JOIN dkis.organisations AS g ON g.agency = k.agency AND g.code = coalesce(s.organisation, k.organisation)
WHERE k.case_id = notice_values.case_id;
END;
COMMENT ON FUNCTION dkis_store.notice_values(bigint, bigint) IS 'Isi kata ganti tentang sebuah kasus dan langkahnya';

-- The rights that the applicant has then, in words: "Mengajukan keberatan (pasal ...)
-- sampai ...; ...".
CREATE FUNCTION dkis_store.rights_in_words(case_id bigint) RETURNS text
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  RETURN (SELECT string_agg(concat(r.what, ' (' || r.article || ')', ' sampai ' || dkis_store.day_words(dkis_store.local_date(r.until_at, r.agency))), '; ' ORDER BY r.until_at, r.what)
    FROM dkis_store.applicant_rights AS r WHERE r.case_id = rights_in_words.case_id AND r.until_at > now()); -- 7-report/775-rights.sql
END
$$;
COMMENT ON FUNCTION dkis_store.rights_in_words(bigint) IS 'Hak pemohon yang sedang berlaku, dalam kata';

-- What was done in a statement, told once of each case and kind: the applicant; for
-- kind 'penugasan' the person that a step was given to. A case that follows from
-- another by itself, and in which the applicant has no step, is not his.
CREATE FUNCTION dkis_store.tell_of_cases(case_ids bigint[], kinds text[], steps text[], texts text[], at timestamptz) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$ -- planned once
BEGIN
  INSERT INTO dkis.notifications (created_at, performer, person, applicant, organisation, case_id, step, kind, subject, body)
  SELECT tell_of_cases.at, CASE WHEN t.kind = 'penugasan' THEN s.performer END, p.id, CASE WHEN t.kind <> 'penugasan' THEN c.applicant END, CASE WHEN t.kind = 'penugasan' THEN s.organisation END, c.id, t.step, t.kind,
    dkis_store.fill_in(w.subject, v.given), dkis_store.fill_in(w.body, v.given)
  FROM (SELECT DISTINCT ON (u.case_id, u.kind, CASE WHEN u.kind = 'penugasan' THEN u.step END) u.*
      FROM unnest(case_ids, kinds, steps, texts) WITH ORDINALITY AS u (case_id, kind, step, text, n)
      ORDER BY u.case_id, u.kind, CASE WHEN u.kind = 'penugasan' THEN u.step END, u.n DESC) AS t
  JOIN dkis_store.cases AS c ON c.id = t.case_id
  LEFT JOIN LATERAL (SELECT f.id, f.performer, coalesce(f.organisation, c.organisation) AS organisation FROM dkis_store.case_steps AS f
    WHERE f.case_id = t.case_id AND f.step = t.step AND t.kind = ANY ('{penugasan,perpanjangan}') ORDER BY f.round DESC LIMIT 1) AS s ON true
  LEFT JOIN dkis.people AS p ON t.kind = 'penugasan' AND p.agency = c.agency AND t.text IN (p.nip, p.actor, p.db_role::text, p.name)
  CROSS JOIN LATERAL dkis_store.template_of(c.agency, t.kind, c.sop, CASE t.kind WHEN 'penugasan' THEN 'pelaksana' ELSE 'pemohon' END) AS w
  CROSS JOIN LATERAL (SELECT n.given || jsonb_build_object('alasan', t.text, 'orang', p.name,
    'hasil', CASE WHEN dkis_store.same_words(t.text) <> 'selesai' THEN t.text END,
    'saat', '', 'hak', CASE WHEN t.kind = ANY ('{jawaban,penutupan}') THEN dkis_store.rights_in_words(c.id) END) AS given FROM dkis_store.notice_values(c.id, s.id) AS n) AS v
  WHERE w.body <> '' AND (c.parent_case IS NULL OR t.kind = 'penugasan' OR EXISTS (SELECT FROM dkis.sop_steps AS d JOIN dkis.performers AS e
    ON e.agency = d.agency AND e.code = d.performer AND e.external WHERE d.sop_version = c.sop_version))
  ORDER BY t.n;
END
$$;
COMMENT ON FUNCTION dkis_store.tell_of_cases(bigint[], text[], text[], text[], timestamptz) IS 'Memberitahukan yang dilakukan atas kasus kepada pemohon atau orang yang ditugasi';

-- ---- delivery -------------------------------------------------------------------

-- Whether everybody who does this performer's work today also does the other's: who
-- hears of a thing as the higher need not hear of it as the lower.
CREATE FUNCTION dkis_store.same_people(agency int, lower text, higher text) RETURNS bool
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp AS $$
SELECT count(*) > 0 AND bool_and(EXISTS (SELECT FROM dkis.performer_members AS h WHERE h.agency = $1 AND h.performer = $3 AND h.person = l.person AND h.organisation IS NULL
  AND h.valid @> dkis_store.local_date(now(), $1)))
FROM dkis.performer_members AS l WHERE l.agency = $1 AND l.performer = $2 AND l.valid @> dkis_store.local_date(now(), $1)
$$;
COMMENT ON FUNCTION dkis_store.same_people(int, text, text) IS 'Apakah semua anggota pelaksana yang satu juga anggota yang lain';

-- Has nobody been told of anything for an hour, because nothing ran or it was
-- night? Then what piled up is told in one notice for each.
CREATE FUNCTION dkis_store.after_silence(at timestamptz) RETURNS bool
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  last timestamptz := (SELECT r.started_at FROM dkis_store.job_runs AS r WHERE r.job = 'dkis.escalate' AND NOT dkis_store.is_quiet(r.started_at)
    ORDER BY r.started_at DESC LIMIT 1);
BEGIN
  RETURN coalesce(at - last > interval '1 hour', true);
END
$$;
COMMENT ON FUNCTION dkis_store.after_silence(timestamptz) IS 'Apakah sudah satu jam tidak ada pemberitahuan';

-- For a gateway: the next notices to send, oldest first, taken for itself. One that
-- is not confirmed comes again: after 5 minutes, then twice as long each time, up
-- to 6 hours. Safe beside itself. For dkis_app.
CREATE FUNCTION dkis.take_notifications(max_rows int DEFAULT 100) RETURNS SETOF dkis.notifications
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF max_rows IS NULL OR max_rows < 1 THEN
    RAISE EXCEPTION 'max_rows harus paling sedikit 1' USING ERRCODE = '22023', DETAIL = format('max_rows = %s.', coalesce(max_rows::text, 'NULL')),
      HINT = 'Hilangkan argumen max_rows untuk 100.';
  END IF;
  RETURN QUERY
  UPDATE dkis.notifications AS n SET attempts = n.attempts + 1,
    next_try_at = clock_timestamp() + least(interval '5 minutes' * 2 ^ least(n.attempts, 10), interval '6 hours')
  WHERE n.id IN (SELECT w.id FROM dkis.notifications AS w WHERE w.delivered_at IS NULL AND w.agency = dkis.agency()
    AND coalesce(w.next_try_at <= clock_timestamp(), true) ORDER BY w.id LIMIT max_rows FOR UPDATE SKIP LOCKED)
  RETURNING n.*;
END
$$;
COMMENT ON FUNCTION dkis.take_notifications(int) IS 'Pemberitahuan yang harus dikirim; yang tidak dikonfirmasi muncul lagi';

-- It has arrived; or (error) it has not, for this reason, and comes again. Told
-- twice changes nothing. 22023: no such notice.
CREATE FUNCTION dkis.confirm_notification(notification_id bigint, error text DEFAULT NULL) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  UPDATE dkis.notifications AS n SET delivered_at = CASE WHEN confirm_notification.error IS NULL THEN coalesce(n.delivered_at, clock_timestamp()) ELSE n.delivered_at END,
    last_error = confirm_notification.error
  WHERE n.id = notification_id AND n.agency = dkis.agency();
  IF NOT FOUND THEN
    RAISE EXCEPTION 'pemberitahuan % tidak ada', coalesce(notification_id::text, 'NULL')
      USING ERRCODE = '22023', DETAIL = 'Tidak ada pemberitahuan instansi ini dengan id itu.', HINT = 'Nomornya ada di kolom id dkis.notifications.';
  END IF;
END
$$;
COMMENT ON FUNCTION dkis.confirm_notification(bigint, text) IS 'Mencatat bahwa pemberitahuan sampai, atau mengapa tidak';
