#!/bin/sh
# Everything from nothing, and a day of the city: make demo.
set -eu
top=$(cd "$(dirname "$0")/.." && pwd -P)
cd "$top"
pictures=build/demo

# On the way out before the end: say so, and leave nothing running.
unfinished() {
  status=$?
  trap - EXIT
  test/cluster.sh stop >/dev/null 2>&1 || true
  echo >&2
  echo "demo.sh: demo berhenti sebelum selesai, di: $doing. Sebabnya tertulis di atas$([ ! -f build/server.log ] || echo " atau di build/server.log")." >&2
  exit "$status"
}
trap unfinished EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 143' TERM

doing='memasang paket'
test/packages.sh
doing='membangun dkis dan menjalankan klaster pribadi'
echo "Membangun dkis dan menjalankan klaster pribadi di build/ ..."
test/cluster.sh start
PGDATABASE=postgres test/cluster.sh psql -q -X -v ON_ERROR_STOP=1 -c 'CREATE DATABASE dkis'
export PGDATABASE=dkis
demo() { test/cluster.sh psql -q -X -v ON_ERROR_STOP=1 "$@"; }
doing='test/demo/day.sql'
demo -f "$top/test/demo/day.sql"

doing='menunggu pg_cron'
printf 'Menunggu pg_cron menaikkan langkah yang terlambat, pada menit penuh berikutnya '
waited=0
until [ "$(demo -At -c "SELECT count(DISTINCT command) = 2 FROM cron.job_run_details WHERE status = 'succeeded'")" = t ]; do
  if [ "$waited" -ge 150 ]; then
    printf '\npg_cron tidak berhasil dalam %s detik:\n' "$waited" >&2
    demo -c 'SELECT command, status, return_message FROM cron.job_run_details' >&2
    exit 1
  fi
  sleep 2
  printf .
  waited=$((waited + 2))
done
echo
doing='test/demo/report.sql'
demo -f "$top/test/demo/report.sql"

# A year behind the reports, in a database of its own: its times are made up, so its
# histories are a picture and no record.
doing='setahun data contoh (test/clients/city.sql)'
echo
echo 'Setahun data contoh di basis data setahun ...'
demo -c 'CREATE DATABASE setahun'
year() { PGDATABASE=setahun demo "$@"; }
year -c 'SET client_min_messages = error' -c 'CREATE EXTENSION dkis CASCADE'
year -f "$top/test/clients/city.sql"
year -c "SET timezone = 'Asia/Jakarta'" -f "$top/test/demo/year.sql"

doing='menggambar'
mkdir -p "$pictures"
demo -At -c "SELECT dkis.case_svg(min(id)) FROM dkis.cases WHERE sop = 'permohonan-informasi'" >"$pictures/kasus.svg"
demo -At -c "SELECT dkis.sop_html('permohonan-informasi')" >"$pictures/sop-16.html"
year -At -c 'SELECT dkis.map_svg()' >"$pictures/peta.svg"
year -At -c 'SELECT * FROM dkis.board()' >"$pictures/papan.txt"
socket=$(cat build/socket)
trap - EXIT
cat <<END

== Jalan-jalan
Semua di atas terjadi di klaster pribadi dalam folder build/; PostgreSQL mesin ini tidak disentuh. Klaster itu masih berjalan.

1. Lihat, dengan peramban:
     $top/$pictures/kasus.svg     kasus informasi publik tadi: di mana ia berada, dan apa yang sudah dijalani
     $top/$pictures/sop-16.html   SOP-nya dalam bentuk resmi, untuk dicetak
     $top/$pictures/peta.svg      112: insiden dan armada di atas wilayah kota

2. Coba sendiri, di psql, sebagai petugas bernama Budi:
     test/cluster.sh psql -U budi dkis
   lalu di dalamnya, satu per satu:
     \\i docs/psqlrc
     :bantuan
     :tugas
     INSERT INTO dkis.cases (sop, title) VALUES ('16', 'Salinan rencana kerja') RETURNING register_no, due_at;
     SELECT * FROM dkis.help('kasus');
     SELECT * FROM dkis.explain_due(now(), '10 hari kerja');
     \\q

3. Baca laporan setahun, di basis data kedua:
     test/cluster.sh psql setahun
     SELECT bulan, sum(tepat_waktu) AS tepat, sum(dinilai) AS dinilai FROM dkis_report.kepatuhan_sla WHERE jenis = 'langkah' GROUP BY 1 ORDER BY 1;
     SELECT * FROM dkis_report.laporan_ppid WHERE jenis_periode = 'tahun' \\gx
     \\q
   Program lain (QGIS, LibreOffice, Metabase): host=$socket port=54112 user=postgres dbname=setahun

4. Buka dasbornya:
     make demo-bi

5. Selesai: test/cluster.sh stop. Lanjutkan dengan docs/memasang.md (server sungguhan), docs/panduan-petugas.md,
   docs/panduan-kota-lain.md (kota Anda sendiri).
END
