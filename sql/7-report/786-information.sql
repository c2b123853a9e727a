-- The two lists of UU 14/2008: what the public may have (Daftar Informasi Publik), and
-- what was exempted after a test of the consequences (Daftar Informasi yang
-- Dikecualikan). case_id: the case that decided it, whatever its SOP.
CREATE TABLE dkis.information_list (
  id bigserial PRIMARY KEY,
  agency int NOT NULL DEFAULT dkis.agency(),
  title text NOT NULL,
  holder text,
  status text NOT NULL DEFAULT 'terbuka',
  legal_basis text,
  decided_on date NOT NULL DEFAULT dkis.today(),
  until date,
  case_id bigint REFERENCES dkis_store.cases (id),
  url text,
  ground text,
  FOREIGN KEY (agency, holder) REFERENCES dkis.organisations (agency, code),
  CONSTRAINT information_status CHECK (status = ANY (ARRAY['terbuka', 'dikecualikan'])),
  CONSTRAINT information_has_title CHECK (title ~ '\S'),
  CONSTRAINT ground_of_article_17 CHECK (ground ~ '^[a-j]$'),
  -- UU 14/2008 art. 17 and 18: nothing is exempted without a ground; nobody finds it by its address
  CONSTRAINT exempted_by_law CHECK (CASE status WHEN 'terbuka' THEN ground IS NULL ELSE legal_basis IS NOT NULL AND ground IS NOT NULL AND url IS NULL END),
  CONSTRAINT exempted_until_later CHECK (until >= decided_on)
);
CREATE UNIQUE INDEX information_list_once ON dkis.information_list (agency, (lower(btrim(title))), status, (coalesce(holder, '')));
CREATE INDEX information_list_case ON dkis.information_list (case_id) WHERE case_id IS NOT NULL;
COMMENT ON TABLE dkis.information_list IS 'Daftar Informasi Publik dan Daftar Informasi yang Dikecualikan';
COMMENT ON COLUMN dkis.information_list.id IS 'Nomor baris';
COMMENT ON COLUMN dkis.information_list.agency IS 'Kode instansi';
COMMENT ON COLUMN dkis.information_list.title IS 'Ringkasan isi informasi';
COMMENT ON COLUMN dkis.information_list.holder IS 'Perangkat daerah yang menguasainya (dkis.organisations.code)';
COMMENT ON COLUMN dkis.information_list.status IS 'terbuka atau dikecualikan';
COMMENT ON COLUMN dkis.information_list.legal_basis IS 'Dasar hukum; wajib untuk yang dikecualikan';
COMMENT ON COLUMN dkis.information_list.decided_on IS 'Tanggal ditetapkan';
COMMENT ON COLUMN dkis.information_list.until IS 'Sampai kapan dikecualikan; sesudahnya diuji kembali';
COMMENT ON COLUMN dkis.information_list.case_id IS 'Kasus yang memutuskannya: penyusunan daftar atau uji konsekuensi';
COMMENT ON COLUMN dkis.information_list.ground IS 'Huruf UU 14/2008 pasal 17 yang mengecualikannya: a penegakan hukum, b kekayaan intelektual dan persaingan usaha, c pertahanan dan keamanan, d kekayaan alam, e ketahanan ekonomi, f hubungan luar negeri, g akta autentik dan wasiat, h rahasia pribadi, i surat yang dirahasiakan, j undang-undang lain; wajib untuk yang dikecualikan';
COMMENT ON COLUMN dkis.information_list.url IS 'Alamat tempat informasi yang terbuka diumumkan';
CREATE CONSTRAINT TRIGGER "A_known" AFTER INSERT OR UPDATE OF agency, holder ON dkis.information_list DEFERRABLE
FOR EACH ROW EXECUTE FUNCTION dkis_store.require_known('holder', 'organisations');

-- For everybody: what is open, and nothing of what is exempted today.
CREATE VIEW dkis_report.daftar_informasi_publik AS
SELECT i.id, i.agency AS instansi, i.title AS judul, o.name AS penguasa, i.decided_on AS ditetapkan, i.url AS alamat
FROM dkis.information_list i LEFT JOIN dkis.organisations o ON o.agency = i.agency AND o.code = i.holder
WHERE i.status = 'terbuka';
COMMENT ON VIEW dkis_report.daftar_informasi_publik IS 'Daftar Informasi Publik, tanpa yang dikecualikan';
COMMENT ON COLUMN dkis_report.daftar_informasi_publik.id IS 'Nomor; unik';
COMMENT ON COLUMN dkis_report.daftar_informasi_publik.judul IS 'Ringkasan isi informasi';
COMMENT ON COLUMN dkis_report.daftar_informasi_publik.penguasa IS 'Perangkat daerah yang menguasainya';
COMMENT ON COLUMN dkis_report.daftar_informasi_publik.ditetapkan IS 'Tanggal ditetapkan';
COMMENT ON COLUMN dkis_report.daftar_informasi_publik.alamat IS 'Alamat tempat diumumkan';
