-- Flows in the languages of other tools. docs/exchange.md.

-- A Mermaid flowchart, for web pages and wikis.
CREATE FUNCTION dkis.to_mermaid(machine dkis.state_machine) RETURNS text
LANGUAGE c IMMUTABLE PARALLEL SAFE STRICT AS 'MODULE_PATHNAME', 'dkis_to_mermaid';
COMMENT ON FUNCTION dkis.to_mermaid(dkis.state_machine) IS 'Alur sebagai bagan Mermaid';

-- A Graphviz digraph.
CREATE FUNCTION dkis.to_dot(machine dkis.state_machine) RETURNS text
LANGUAGE c IMMUTABLE PARALLEL SAFE STRICT AS 'MODULE_PATHNAME', 'dkis_to_dot';
COMMENT ON FUNCTION dkis.to_dot(dkis.state_machine) IS 'Alur sebagai digraf Graphviz (DOT)';

-- A place/transition net, ISO 15909-2, with its initial and final marking.
CREATE FUNCTION dkis.to_pnml(machine dkis.state_machine) RETURNS xml
LANGUAGE c IMMUTABLE PARALLEL SAFE STRICT AS 'MODULE_PATHNAME', 'dkis_to_pnml';
COMMENT ON FUNCTION dkis.to_pnml(dkis.state_machine) IS 'Alur sebagai jaring Petri (PNML, ISO 15909-2)';

-- A BPMN 2.0 process with its diagram.
CREATE FUNCTION dkis.to_bpmn(machine dkis.state_machine) RETURNS xml
LANGUAGE c IMMUTABLE PARALLEL SAFE STRICT AS 'MODULE_PATHNAME', 'dkis_to_bpmn';
COMMENT ON FUNCTION dkis.to_bpmn(dkis.state_machine) IS 'Alur sebagai proses BPMN 2.0 dengan gambarnya';

-- A W3C SCXML statechart.
CREATE FUNCTION dkis.to_scxml(machine dkis.state_machine) RETURNS xml
LANGUAGE c IMMUTABLE PARALLEL SAFE STRICT AS 'MODULE_PATHNAME', 'dkis_to_scxml';
COMMENT ON FUNCTION dkis.to_scxml(dkis.state_machine) IS 'Alur sebagai statechart SCXML';

CREATE FUNCTION dkis_store.to_bpmn_lanes(machine dkis.state_machine, title text, steps text[], activities text[], performers text[]) RETURNS xml
LANGUAGE c IMMUTABLE PARALLEL SAFE STRICT AS 'MODULE_PATHNAME', 'dkis_to_bpmn_lanes';
COMMENT ON FUNCTION dkis_store.to_bpmn_lanes(dkis.state_machine, text, text[], text[], text[]) IS 'Proses BPMN dengan kegiatan dan jalur pelaksana';

-- A flow out of a BPMN 2.0 document: one process of tasks, exclusive and parallel
-- gateways, start and end events; process: which of several, by its id, its name or its
-- pool's, message flows to the others passed over; name_ways: unnamed ways out of an
-- exclusive gateway are called after what follows; each_organisation: a parallel
-- multi-instance task is one step, for sop_steps.each_organisation. What to_bpmn() and sop_bpmn() write
-- comes back equal. Errors: 2200M no XML, 54000 over 16 MB or 4096 steps, 0A000 what a
-- flow cannot express, 22023 an incomplete drawing, 22P02 arcs that make no flow; the
-- detail names the element, the hint what to do. Soundness is not asked here.
CREATE FUNCTION dkis.from_bpmn(document xml, process text DEFAULT NULL, name_ways bool DEFAULT false, each_organisation bool DEFAULT false) RETURNS dkis.state_machine
LANGUAGE c IMMUTABLE PARALLEL SAFE AS 'MODULE_PATHNAME', 'dkis_from_bpmn';
COMMENT ON FUNCTION dkis.from_bpmn(xml, text, bool, bool) IS 'Alur dari dokumen BPMN 2.0; yang tidak dapat dinyatakan ditolak dengan sebabnya';

-- A flow out of a place/transition net, ISO 15909-2: a free-choice workflow net.
-- What to_pnml() writes comes back equal. Errors as in from_bpmn().
CREATE FUNCTION dkis.from_pnml(document xml) RETURNS dkis.state_machine
LANGUAGE c IMMUTABLE PARALLEL SAFE STRICT AS 'MODULE_PATHNAME', 'dkis_from_pnml';
COMMENT ON FUNCTION dkis.from_pnml(xml) IS 'Alur dari jaring Petri (PNML, ISO 15909-2); yang tidak dapat dinyatakan ditolak dengan sebabnya';

-- The tasks of a BPMN document as rows: what the flow calls each, its id, its words, the
-- lane it lies in and whether each organisation does it (a parallel multi-instance marker),
-- in the order of the document. Errors as in from_bpmn() with all that may be wished for.
CREATE FUNCTION dkis.bpmn_steps(document xml, process text DEFAULT NULL)
RETURNS TABLE (step text, id text, activity text, lane text, kind text, each_organisation bool)
LANGUAGE c IMMUTABLE PARALLEL SAFE AS 'MODULE_PATHNAME', 'dkis_bpmn_steps';
COMMENT ON FUNCTION dkis.bpmn_steps(xml, text) IS 'Tugas dalam dokumen BPMN: langkah, id, kegiatan, jalur, jenis, tiap organisasi';

-- The same of a file as it was read: pg_read_file() gives text, and a byte order mark
-- in front, which xml refuses, is passed over.
CREATE FUNCTION dkis.from_bpmn(document text, process text DEFAULT NULL, name_ways bool DEFAULT false, each_organisation bool DEFAULT false) RETURNS dkis.state_machine
LANGUAGE c IMMUTABLE PARALLEL SAFE AS 'MODULE_PATHNAME', 'dkis_from_bpmn';
COMMENT ON FUNCTION dkis.from_bpmn(text, text, bool, bool) IS 'Alur dari isi berkas BPMN 2.0';
CREATE FUNCTION dkis.from_pnml(document text) RETURNS dkis.state_machine
LANGUAGE c IMMUTABLE PARALLEL SAFE STRICT AS 'MODULE_PATHNAME', 'dkis_from_pnml';
COMMENT ON FUNCTION dkis.from_pnml(text) IS 'Alur dari isi berkas PNML';
CREATE FUNCTION dkis.bpmn_steps(document text, process text DEFAULT NULL)
RETURNS TABLE (step text, id text, activity text, lane text, kind text, each_organisation bool)
LANGUAGE c IMMUTABLE PARALLEL SAFE AS 'MODULE_PATHNAME', 'dkis_bpmn_steps';
COMMENT ON FUNCTION dkis.bpmn_steps(text, text) IS 'Tugas dalam isi berkas BPMN';
