# dkis: the standard operating procedures of a city's communication office, in PostgreSQL.
#
#   make            builds the extension            make install   installs it (PGXS)
#   make demo       everything from nothing, and a day of the city
#   make demo-bi    Superset with the dashboards over the demo's data, on loopback
#   make bi DB=postgresql://LOGIN:PASSWORD@HOST/DATABASE  the same over that database
#   make test       everything from nothing, and every test
#   make test-fast  the same without the tests that need clusters of their own
#   make test-exchange  pm4py, Graphviz and Chromium read what dkis writes
#   make reference  docs/reference anew, out of the catalogue
#   make pictures   docs/gambar anew, by following the guides
#   make test-clients   other people's programs ask and write; docs/clients.md
#   make deb        Debian packages, into build/deb
#   make dist       the sources as PGXN takes them, into build/
#   make image-layout  share/extension and lib for PostgreSQL 18's extension_control_path, into build/image
#   make pgspot     pgspot reads the extension script
#   make bench      ratios against bare SQL, into build/bench
#   make bench-size a city's ten years, straight into the tables, and what people ask of them
#   make bench-peers  the same process in dkis, DBOS, pg-boss, graphile-worker, PL/pgSQL
#   make test-year  a year of the office under a moving clock, every report counted again outside
#   make stress     sixteen clients, a moving clock, kill -9; then everything adds up
#   make torture    that and more of it, and a random caller, mutants, 100 MB arguments
#   make matrix     builds and tests on PostgreSQL 15 to 18, builds on 19, on machines from nothing (as root)
#   make fuzz       libFuzzer over every parser of the domain (MINUTES=10)
#   make valgrind   the unit tests of the domain under valgrind
#   make coverage   which lines of the domain its unit tests go through

# Where the sources are: here, or elsewhere for a build in a directory of its own
# (make -f .../Makefile, VPATH=...). Names below are from there. The way to them is
# relative: bitcode keeps it, and is to be the same wherever it was built.
ifdef VPATH
override VPATH := $(shell realpath --relative-to=. '$(VPATH)')
endif
here := $(or $(VPATH),$(patsubst %/,%,$(dir $(firstword $(MAKEFILE_LIST)))))
files = $(patsubst $(here)/%,%,$(sort $(wildcard $(addprefix $(here)/,$(1)))))

EXTENSION = dkis
EXTVERSION := $(shell sed -n "s/^default_version = '\(.*\)'/\1/p" $(here)/dkis.control)
MODULE_big = dkis

CORE = $(call files,src/core/*/*.c)
GLUE = $(call files,src/pg/*/*.c)
OBJS = $(CORE:.c=.o) $(GLUE:.c=.o)
OUR_HEADERS = $(call files,src/core/*/*.h src/pg/*/*.h)
ifneq ($(here),.)
$(shell mkdir -p $(sort $(dir $(OBJS))))
endif

SQL_PARTS = $(call files,sql/[0-9]-*/*.sql)
# An update that leads to this version ends as an installation does (sql/upgrade/README.md).
SQL_END = $(filter sql/9-end/%,$(SQL_PARTS))
UPDATES = $(notdir $(call files,sql/upgrade/dkis--*--*.sql))
DATA_built = dkis--$(EXTVERSION).sql $(UPDATES)
EXTRA_CLEAN = dkis--*.sql build

WARNINGS = -Wall -Wextra -Wno-unused-parameter -Wno-declaration-after-statement
ifdef WERROR
WARNINGS += -Werror
endif
# libxml2 reads imported documents.
XML2_CONFIG ?= xml2-config
PG_CPPFLAGS = -I$(here)/src -DDKIS_VERSION='"$(EXTVERSION)"' $(shell $(XML2_CONFIG) --cflags 2>/dev/null)
SHLIB_LINK = $(or $(shell $(XML2_CONFIG) --libs 2>/dev/null),-lxml2)
PG_CFLAGS = -std=gnu11 $(WARNINGS)

# init comes first and drop last; the others stand alone between them.
CONCEPTS = $(filter-out init drop,$(sort $(basename $(notdir $(call files,test/sql/*.sql)))))
REGRESS = init $(CONCEPTS) drop
# From 16 on pg_regress is told where expected/ is; 15, and pg_isolation_regress,
# look below their input directory, so they get a directory of links.
# The tests are written for UTF-8, whatever the cluster was made for.
REGRESS_OPTS = --encoding=UTF8 --no-locale $(if $(filter 15,$(MAJORVERSION)),--inputdir=build/regress,--inputdir=$(here)/test --expecteddir=$(here))
REGRESS_PREP = build/regress
ISOLATION_OPTS = --inputdir=build/regress
ISOLATION = $(sort $(basename $(notdir $(call files,test/specs/*.spec))))

PG_CONFIG ?= pg_config

SETUP_GOALS = demo demo-bi bi deb dist reference pictures test test-clients test-exchange test-fast test-year packages bench bench-size bench-peers stress torture matrix fuzz valgrind clean
ifeq ($(shell command -v $(PG_CONFIG) >/dev/null 2>&1 && test -f "$$($(PG_CONFIG) --pgxs)" && echo yes),yes)
PGXS := $(shell $(PG_CONFIG) --pgxs)
include $(PGXS)
else
ifneq ($(filter-out $(SETUP_GOALS),$(or $(MAKECMDGOALS),all)),)
$(error PostgreSQL's server headers are missing ($(PG_CONFIG)): run "make packages", or install \
postgresql-server-dev-NN and name its pg_config, as in make PG_CONFIG=/usr/lib/postgresql/15/bin/pg_config)
endif
endif

dkis--$(EXTVERSION).sql: $(SQL_PARTS)
	cat $^ > $@

$(UPDATES): dkis--%.sql: sql/upgrade/dkis--%.sql $(SQL_END)
	cat $< $(if $(filter %--$(EXTVERSION),$*),$(filter-out $<,$^)) > $@

# PGXS follows no header by itself.
$(OBJS) $(OBJS:.o=.bc): $(OUR_HEADERS)

build/regress:
	mkdir -p $@
	ln -sfn $(abspath $(addprefix $(here)/,test/sql test/specs test/oracle expected)) $@/

# Files go; what databases and the cluster keep is said.
uninstall: say-what-stays
say-what-stays:
	@echo 'Of a database dkis goes with DROP EXTENSION dkis. Its group roles belong to the cluster and stay until:'
	@sed -n '/^DROP ROLE dkis_admin/s/^/  /p' $(here)/README.md

# PostgreSQL 18 finds an extension outside its own directories (extension_control_path, dynamic_library_path):
# this tree is what Containerfile.image makes an image of. Ten megabytes are enough.
image-layout: all
	rm -rf build/image
	$(MKDIR_P) build/image/share/extension build/image/lib build/image/licenses
	$(INSTALL_DATA) $(here)/dkis.control $(DATA_built) build/image/share/extension/
	$(INSTALL_SHLIB) $(MODULE_big)$(DLSUFFIX) build/image/lib/
	strip --strip-unneeded build/image/lib/$(MODULE_big)$(DLSUFFIX)
	$(INSTALL_DATA) $(here)/LICENSE build/image/licenses/dkis
	@du -ak --apparent-size build/image && test $$(du -sk --apparent-size build/image | cut -f1) -le 10240

dist:
	mkdir -p build
	git archive --format=zip --prefix=$(EXTENSION)-$(EXTVERSION)/ -o build/$(EXTENSION)-$(EXTVERSION).zip HEAD

# A private cluster that still runs from build/ goes first.
clean: stop-cluster
stop-cluster:
	@[ ! -f build/socket ] || $(here)/test/cluster.sh stop

# These build in place.
.PHONY: stop-cluster say-what-stays image-layout dist demo demo-bi bi deb reference pictures test test-clients test-exchange test-fast test-year pgspot bench bench-size bench-peers stress torture matrix fuzz valgrind coverage packages
packages:
	$(here)/test/packages.sh

demo:
	$(here)/test/demo.sh

deb:
	$(here)/tools/deb.sh

reference:
	$(here)/tools/reference.sh

pictures:
	$(here)/tools/pictures.sh

# Superset from PyPI below build/.
demo-bi:
	$(here)/test/demo-bi.sh

bi:
	$(here)/test/demo-bi.sh '$(or $(DB),$(error DB is missing: make bi DB=postgresql://LOGIN:PASSWORD@HOST/DATABASE))'

test:
	$(here)/test/run.sh

# Without the clusters that TAP tests make for themselves.
test-fast:
	$(here)/test/run.sh build unit fuzz regress isolation

# Other people's tools read what dkis writes; installs them below build/.
test-exchange:
	$(here)/test/exchange/run.sh

# Drivers, frameworks, a pooler, GIS and dashboards; installs them below build/ and from Debian.
test-clients:
	$(here)/test/clients/run.sh

test-year:
	$(here)/test/year/run.sh

pgspot: dkis--$(EXTVERSION).sql
	$(here)/test/pgspot.sh $<

bench:
	$(here)/test/bench/run.sh

bench-size:
	$(here)/test/bench/run.sh size

bench-peers:
	$(here)/test/bench/peers.sh

stress:
	$(here)/test/stress/run.sh

torture:
	$(here)/test/torture.sh

matrix:
	$(here)/test/matrix.sh

fuzz:
	$(here)/test/fuzz/run.sh $(MINUTES)

valgrind:
	$(here)/test/run.sh valgrind

coverage:
	$(here)/test/run.sh coverage
