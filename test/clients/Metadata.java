import java.sql.*;
import java.util.*;

/** What a reporting tool learns through JDBC as a reader, and what a program may not do with a view. */
public class Metadata {
  static void check(boolean good, String what, Object why) { System.out.println((good ? "ok - " : "not ok - ") + "pgjdbc: " + what + (good ? "" : ": " + why)); }

  static Connection open(String user, String more) throws SQLException { return DriverManager.getConnection(System.getenv("DKIS_URL") + more, user, ""); }

  public static void main(String[] args) throws SQLException {
    Set<String> plain = Set.of("int2", "int4", "int8", "numeric", "float4", "float8", "text", "bool", "date", "timestamptz", "timestamp", "jsonb", "bigserial", "geometry", "name", "varchar", "serial");
    try (Connection db = open("dasbor", "?hideUnprivilegedObjects=true")) {
      DatabaseMetaData meta = db.getMetaData();
      List<String> others = new ArrayList<>(), bare = new ArrayList<>(), strange = new ArrayList<>(), bareColumns = new ArrayList<>();
      int views = 0;
      try (ResultSet t = meta.getTables(null, null, "%", new String[] {"TABLE", "VIEW", "MATERIALIZED VIEW", "FOREIGN TABLE", "PARTITIONED TABLE"})) {
        while (t.next()) {
          String schema = t.getString("TABLE_SCHEM"), name = t.getString("TABLE_NAME");
          if (schema.equals("dkis_report")) { views++; if (t.getString("REMARKS") == null) bare.add(name); }
          else if (!Set.of("spatial_ref_sys", "geometry_columns", "geography_columns", "raster_columns", "raster_overviews").contains(name)) others.add(schema + "." + name);
        }
      }
      check(views > 40 && others.isEmpty(), "a reader is shown the views of dkis_report (" + views + ") and PostGIS's own, nothing else", others);
      check(bare.isEmpty(), "each view has a comment", bare);
      try (ResultSet c = meta.getColumns(null, "dkis_report", "%", "%")) {
        while (c.next()) {
          String name = c.getString("TABLE_NAME") + "." + c.getString("COLUMN_NAME");
          if (!plain.contains(c.getString("TYPE_NAME"))) strange.add(name + " " + c.getString("TYPE_NAME"));
          if (c.getString("REMARKS") == null) bareColumns.add(name);
        }
      }
      check(strange.isEmpty(), "no type that JDBC does not know but geometry", strange);
      check(bareColumns.isEmpty(), "each column has a comment", bareColumns);
    }
    try (Connection db = open("aplikasi", ""); Statement s = db.createStatement(ResultSet.TYPE_SCROLL_INSENSITIVE, ResultSet.CONCUR_UPDATABLE)) {
      String told = "it was changed";
      try (ResultSet r = s.executeQuery("SELECT id, title FROM dkis.cases ORDER BY id LIMIT 1")) {
        r.next();
        r.updateString("title", "lewat ResultSet");
        r.updateRow();
      } catch (SQLException refused) { told = refused.getMessage(); }
      check(told.toLowerCase().contains("primary"), "an updatable ResultSet over a view is refused in words: " + told, told);
    }
  }
}
