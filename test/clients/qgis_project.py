"""qgis_project.py PROJECT PICTURE: QGIS opens the project as a reader, every layer is valid, has rows, a key
and EPSG:4326, and the map is drawn."""
import os
import sys

from qgis.core import QgsApplication, QgsMapRendererParallelJob, QgsMapSettings, QgsProject
from qgis.PyQt.QtCore import QSize
from qgis.PyQt.QtGui import QColor

service = os.path.join(os.path.dirname(sys.argv[2]), "service.conf")
with open(service, "w") as out:
    out.write(f"[dkis]\nhost={os.environ['PGHOST']}\nport={os.environ['PGPORT']}\ndbname={os.environ['PGDATABASE']}\nuser=dasbor\n")
os.environ["PGSERVICEFILE"] = service
for name in ("PGHOST", "PGPORT", "PGDATABASE", "PGUSER", "PGPASSWORD"):
    os.environ.pop(name, None)


def check(good, what, why=""):
    print(f"{'ok' if good else 'not ok'} - QGIS: {what}" + ("" if good else f": {why}"), flush=True)


QgsApplication.setPrefixPath("/usr", True)
application = QgsApplication([], False)
application.initQgis()
project = QgsProject.instance()
check(project.read(sys.argv[1]), "opens the project")
layers = [project.mapLayers()[name] for name in sorted(project.mapLayers(), reverse=True)]  # the topmost first
check(len(layers) == 4 and all(layer and layer.isValid() for layer in layers), "every layer is valid", [(layer.name(), layer.isValid(), layer.source()) for layer in layers])
for layer in layers:
    rows, key, crs = layer.featureCount(), [layer.fields()[n].name() for n in layer.primaryKeyAttributes()], layer.crs().authid()
    check(rows != 0 and key == ["id"] and crs == "EPSG:4326", f"{layer.name()}: {rows} rows, key id, EPSG:4326, {type(layer.renderer()).__name__}", (rows, key, crs))
settings = QgsMapSettings()
settings.setLayers(layers)
settings.setDestinationCrs(project.crs())
settings.setOutputSize(QSize(1000, 1100))
settings.setBackgroundColor(QColor("white"))
settings.setExtent(project.viewSettings().defaultViewExtent() if not project.viewSettings().defaultViewExtent().isEmpty() else layers[-1].extent())
job = QgsMapRendererParallelJob(settings)
job.start()
job.waitForFinished()
image = job.renderedImage()
image.save(sys.argv[2])
colours = {image.pixelColor(x, y).name() for x in range(0, 1000, 7) for y in range(0, 1100, 7)}
check(not job.errors() and len(colours) > 8, f"draws the map ({len(colours)} colours)", [error.message for error in job.errors()])
application.exitQgis()
