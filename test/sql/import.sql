-- Flows out of other tools' documents. In a database of its own, because the
-- SOPs are loaded.
SET client_min_messages = warning;
SELECT current_database() AS home \gset
CREATE DATABASE dkis_import TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C';
\c dkis_import
SET client_min_messages = warning;
CREATE EXTENSION dkis CASCADE;
SET search_path = dkis, public;
SELECT count(*) > 0 AS loaded FROM dkis.load_cirebon();
SET client_min_messages = notice;

-- The 24 SOPs there and back, in all three forms: equal, to the letter.
SELECT count(*) AS flows,
  count(*) FILTER (WHERE dkis.from_pnml(dkis.to_pnml(machine)) = machine) AS by_pnml,
  count(*) FILTER (WHERE dkis.from_bpmn(dkis.to_bpmn(machine)) = machine) AS by_bpmn,
  count(*) FILTER (WHERE dkis.from_bpmn(dkis.sop_bpmn(sop)) = machine) AS by_lanes,
  count(*) FILTER (WHERE dkis.from_bpmn(dkis.sop_bpmn(sop))::text = machine::text) AS same_text
FROM dkis.sop_versions;
SELECT dkis.from_bpmn(dkis.sop_bpmn('4'));

-- In editors the words of a task stay within its box (some 6.6 pixels a letter, 14.4 from line to line, 7 from the border), and boxes are no towers.
CREATE FUNCTION height_of(words text, width numeric) RETURNS numeric LANGUAGE plpgsql AS $$
DECLARE
  line text := '';
  word text;
  lines int := 1;
BEGIN
  FOREACH word IN ARRAY regexp_split_to_array(btrim(words), '\s+') LOOP
    lines := lines + (line <> '' AND length(line || ' ' || word) * 6.6 > width - 14)::int;
    line := CASE WHEN line <> '' AND length(line || ' ' || word) * 6.6 <= width - 14 THEN line || ' ' || word ELSE word END;
  END LOOP;
  RETURN lines * 14.4 + 14;
END $$;
CREATE TEMP TABLE drawn AS SELECT sop, dkis.sop_bpmn(sop) AS x FROM dkis.sop_versions;
CREATE TEMP TABLE boxes AS SELECT d.sop, (xpath('/*/@bpmnElement', s.shape))[1]::text AS id,
  (xpath('/*/*/@width', s.shape))[1]::text::numeric AS width, (xpath('/*/*/@height', s.shape))[1]::text::numeric AS height
FROM drawn AS d, unnest(xpath('//*[local-name() = ''BPMNShape'']', d.x)) AS s (shape);
SELECT count(*) > 200 AS many, count(*) FILTER (WHERE height_of((xpath('/*/@name', w.task))[1]::text, b.width) > b.height) AS taller, count(*) FILTER (WHERE b.height > 1.5 * b.width) AS towers
FROM drawn AS d, unnest(xpath('//*[local-name() = ''task'']', d.x)) AS w (task), boxes AS b WHERE b.sop = d.sop AND b.id = (xpath('/*/@id', w.task))[1]::text;

-- Flows that no officer drew, most of them unsound.
SELECT setseed(0.112);
CREATE TEMP TABLE made AS
SELECT n, 'start -> s1; ' || string_agg(format('s%s [ya] -> s%s%s; s%s [tidak|ragu] -> %s', i, i % 7 + 1,
    CASE WHEN random() < 0.3 THEN ' & s' || 1 + floor(random() * 7) END, i,
    CASE WHEN random() < 0.3 THEN 'end' ELSE 's' || 1 + floor(random() * 7) END), '; ')
  || '; s1 [a] & s2 [b] -> s3; s7 [cukup] -> end; s8 -> end' AS machine
FROM generate_series(1, 200) AS n, generate_series(1, 7) AS i GROUP BY n;
SELECT count(*) AS flows, bool_and(dkis.from_pnml(dkis.to_pnml(m)) = m) AS by_pnml, bool_and(dkis.from_bpmn(dkis.to_bpmn(m)) = m) AS by_bpmn
FROM (SELECT machine::dkis.state_machine AS m FROM made) AS f;

-- As bpmn.io draws it: two lanes, ends that terminate, a decision that leads back, parallel work, a note.
SELECT dkis.from_bpmn($$<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI" xmlns:dc="http://www.omg.org/spec/DD/20100524/DC" id="Definitions_0x1" targetNamespace="http://bpmn.io/schema/bpmn" exporter="bpmn-js (https://demo.bpmn.io)" exporterVersion="17.0.0">
  <bpmn:collaboration id="Collaboration_1"><bpmn:participant id="Participant_1" name="Diskominfo" processRef="Process_1" /></bpmn:collaboration>
  <bpmn:process id="Process_1" isExecutable="false">
    <bpmn:laneSet id="LaneSet_1">
      <bpmn:lane id="Lane_1" name="Petugas"><bpmn:flowNodeRef>Activity_1a</bpmn:flowNodeRef></bpmn:lane>
      <bpmn:lane id="Lane_2" name="Kepala"><bpmn:flowNodeRef>Activity_2b</bpmn:flowNodeRef></bpmn:lane>
    </bpmn:laneSet>
    <bpmn:startEvent id="StartEvent_1" name="Mulai"><bpmn:outgoing>Flow_1</bpmn:outgoing></bpmn:startEvent>
    <bpmn:task id="Activity_1a" name="1. Menerima berkas"><bpmn:incoming>Flow_1</bpmn:incoming><bpmn:outgoing>Flow_2</bpmn:outgoing></bpmn:task>
    <bpmn:userTask id="Activity_2b" name="2. Memeriksa berkas"><bpmn:incoming>Flow_2</bpmn:incoming><bpmn:incoming>Flow_9</bpmn:incoming><bpmn:outgoing>Flow_3</bpmn:outgoing></bpmn:userTask>
    <bpmn:exclusiveGateway id="Gateway_1" name="Lengkap?" default="Flow_5" />
    <bpmn:sequenceFlow id="Flow_1" sourceRef="StartEvent_1" targetRef="Activity_1a" />
    <bpmn:sequenceFlow id="Flow_2" sourceRef="Activity_1a" targetRef="Activity_2b" />
    <bpmn:sequenceFlow id="Flow_3" sourceRef="Activity_2b" targetRef="Gateway_1" />
    <bpmn:sequenceFlow id="Flow_4" name="Lengkap" sourceRef="Gateway_1" targetRef="Gateway_2"><bpmn:conditionExpression xsi:type="bpmn:tFormalExpression">${lengkap}</bpmn:conditionExpression></bpmn:sequenceFlow>
    <bpmn:sequenceFlow id="Flow_5" sourceRef="Gateway_1" targetRef="Activity_5e" />
    <bpmn:parallelGateway id="Gateway_2" /><bpmn:parallelGateway id="Gateway_3" />
    <bpmn:sequenceFlow id="Flow_6" sourceRef="Gateway_2" targetRef="Activity_3c" />
    <bpmn:sequenceFlow id="Flow_7" sourceRef="Gateway_2" targetRef="Activity_4d" />
    <bpmn:manualTask id="Activity_3c" name="3a) Mencetak" />
    <bpmn:serviceTask id="Activity_4d" name="Kirim surel ke pemohon" />
    <bpmn:callActivity id="Activity_5e" name="lengkapi" calledElement="Process_9" />
    <bpmn:sequenceFlow id="Flow_8" sourceRef="Activity_3c" targetRef="Gateway_3" />
    <bpmn:sequenceFlow id="Flow_8b" sourceRef="Activity_4d" targetRef="Gateway_3" />
    <bpmn:sequenceFlow id="Flow_9" sourceRef="Activity_5e" targetRef="Activity_2b" />
    <bpmn:sequenceFlow id="Flow_10" sourceRef="Gateway_3" targetRef="Event_1" />
    <bpmn:endEvent id="Event_1" name="Selesai"><bpmn:terminateEventDefinition id="T" /></bpmn:endEvent>
    <bpmn:textAnnotation id="TextAnnotation_1"><bpmn:text>paling lama 2 hari</bpmn:text></bpmn:textAnnotation>
    <bpmn:association id="Association_1" sourceRef="Activity_1a" targetRef="TextAnnotation_1" />
  </bpmn:process>
  <bpmndi:BPMNDiagram id="BPMNDiagram_1"><bpmndi:BPMNPlane id="BPMNPlane_1" bpmnElement="Collaboration_1"><bpmndi:BPMNShape id="S1" bpmnElement="Activity_1a"><dc:Bounds x="0" y="0" width="100" height="80" /></bpmndi:BPMNShape></bpmndi:BPMNPlane></bpmndi:BPMNDiagram>
</bpmn:definitions>$$);

-- An outcome by two names; sound, and ready for a version.
CREATE FUNCTION drawn(content text) RETURNS xml LANGUAGE sql AS $$
  SELECT ('<d:definitions xmlns:d="http://www.omg.org/spec/BPMN/20100524/MODEL"><d:process id="P">' || content || '</d:process></d:definitions>')::xml $$;
CREATE FUNCTION flow(id text, source text, target text, name text = NULL) RETURNS text LANGUAGE sql AS $$
  SELECT format('<d:sequenceFlow id="%s" sourceRef="%s" targetRef="%s"%s/>', id, source, target, ' name="' || name || '"') $$;
\set ends '<d:startEvent id="s"/><d:endEvent id="e"/>'
SELECT dkis.is_sound(m), dkis.steps(m), dkis.outcomes(m, '7') FROM dkis.from_bpmn(drawn(:'ends' || '<d:task id="a" name="7. Verifikasi"/><d:task id="b" name="perbaiki"/><d:exclusiveGateway id="x"/>'
  || flow('1', 's', 'a') || flow('2', 'a', 'x') || flow('3', 'x', 'b', 'Perlu Perbaikan') || flow('4', 'x', 'e', 'Sah|Sah dengan Catatan') || flow('5', 'b', 'a'))) AS m;

-- Each is refused by name.
SELECT dkis.from_bpmn(drawn(:'ends' || '<d:task id="a"/><d:inclusiveGateway id="g" name="Salah satu atau keduanya"/>' || flow('1', 's', 'a') || flow('2', 'a', 'g') || flow('3', 'g', 'e')));
SELECT dkis.from_bpmn(drawn(:'ends' || '<d:task id="a"/><d:boundaryEvent id="t" attachedToRef="a"/>' || flow('1', 's', 'a') || flow('2', 'a', 'e')));
SELECT dkis.from_bpmn(drawn(:'ends' || '<d:subProcess id="a" name="Rincian"><d:task id="i"/></d:subProcess>' || flow('1', 's', 'a') || flow('2', 'a', 'e')));
SELECT dkis.from_bpmn(drawn(:'ends' || '<d:task id="a"/><d:exclusiveGateway id="x"/>' || flow('1', 's', 'a') || flow('2', 'a', 'x') || flow('3', 'x', 'a', 'Ulang') || flow('4', 'x', 'e')));
SELECT dkis.from_bpmn(drawn(:'ends' || '<d:task id="a"/>' || flow('1', 's', 'a') || flow('2', 'a', 'e') || flow('3', 'a', 'hilang')));
SELECT dkis.from_bpmn(drawn(:'ends' || '<d:task id="a" name="Sendirian"/>' || flow('1', 's', 'e')));
SELECT dkis.from_bpmn(drawn(:'ends' || '<d:task id="a"/><d:task id="b"/><d:parallelGateway id="p"/><d:parallelGateway id="j"/><d:exclusiveGateway id="x"/>'
  || flow('1', 's', 'p') || flow('2', 'p', 'a') || flow('3', 'p', 'b') || flow('4', 'a', 'j') || flow('5', 'b', 'j') || flow('6', 'j', 'x') || flow('7', 'x', 'e', 'Ya') || flow('8', 'x', 'p', 'Tidak')));
SELECT dkis.from_bpmn('<d:definitions xmlns:d="http://www.omg.org/spec/BPMN/20100524/MODEL"><d:collaboration id="c"><d:messageFlow id="m" sourceRef="a" targetRef="b"/></d:collaboration></d:definitions>');
SELECT dkis.from_bpmn('<d:definitions xmlns:d="http://www.omg.org/spec/BPMN/20100524/MODEL"><d:process id="A"><d:task id="a"/></d:process><d:process id="B"><d:task id="b"/></d:process></d:definitions>');
-- A pool of several, by the name of its pool, its process or their ids; message flows are passed over then, and only then.
\set pools '<d:definitions xmlns:d="http://www.omg.org/spec/BPMN/20100524/MODEL"><d:collaboration id="c"><d:participant id="p1" name="PPID" processRef="A"/><d:participant id="p2" name="Warga" processRef="B"/><d:messageFlow id="m" sourceRef="a" targetRef="b"/></d:collaboration><d:process id="A"><d:laneSet id="l"><d:lane id="l1" name="Petugas"><d:flowNodeRef>a</d:flowNodeRef></d:lane></d:laneSet><d:startEvent id="s"/><d:userTask id="a" name="Periksa berkas"/><d:endEvent id="e"/><d:sequenceFlow id="f" sourceRef="s" targetRef="a"/><d:sequenceFlow id="g" sourceRef="a" targetRef="e"/></d:process><d:process id="B"><d:startEvent id="s2"/><d:task id="b"/><d:endEvent id="e2"/><d:sequenceFlow id="f2" sourceRef="s2" targetRef="b"/><d:sequenceFlow id="g2" sourceRef="b" targetRef="e2"/></d:process></d:definitions>'
SELECT dkis.from_bpmn(:'pools');
SELECT dkis.from_bpmn(:'pools', process => 'ppid'), dkis.from_bpmn(:'pools'::xml, 'B');
SELECT dkis.from_bpmn(:'pools', process => 'camat');
-- Ways without a name are called after what follows, where that is wished for; two that would be called the same, with their ids.
SELECT dkis.from_bpmn(drawn(:'ends' || '<d:task id="a" name="Periksa"/><d:task id="b" name="Perbaiki [lagi] &amp; kirim"/><d:task id="c"/><d:exclusiveGateway id="x"/><d:exclusiveGateway id="y" name="Besar?"/><d:endEvent id="z" name="Ditolak"/>'
  || flow('1', 's', 'a') || flow('2', 'a', 'x') || flow('3', 'x', 'b') || flow('4', 'x', 'z') || flow('5', 'x', 'y') || flow('6', 'x', 'c', 'Sah') || flow('7', 'y', 'e') || flow('8', 'y', 'c') || flow('9', 'b', 'a') || flow('10', 'c', 'e')), name_ways => true);
SELECT dkis.from_bpmn(drawn(:'ends' || '<d:task id="a"/><d:exclusiveGateway id="x"/>' || flow('1', 's', 'a') || flow('2', 'a', 'x') || flow('3', 'x', 'e') || flow('4', 'x', 'e') || flow('5', 'x', 'a', 'Ulang')), name_ways => true);
SELECT dkis.from_bpmn(drawn(:'ends' || '<d:task id="a"/><d:exclusiveGateway id="x"/>' || flow('1', 's', 'a') || flow('2', 'a', 'x') || flow('3', 'x', 'e') || flow('4', 'x', 'a')), NULL, NULL, NULL);
-- A task that is done several times at once is a step of each organisation, where that is wished for; one done again and again is none.
\set several '<d:task id="a" name="1. Menyusun"/><d:task id="b" name="2. Melapor"><d:multiInstanceLoopCharacteristics/></d:task>'
SELECT dkis.from_bpmn(drawn(:'ends' || :'several' || flow('1', 's', 'a') || flow('2', 'a', 'b') || flow('3', 'b', 'e')));
SELECT dkis.from_bpmn(drawn(:'ends' || :'several' || flow('1', 's', 'a') || flow('2', 'a', 'b') || flow('3', 'b', 'e')), each_organisation => true);
SELECT step, activity, each_organisation FROM dkis.bpmn_steps(drawn(:'ends' || :'several' || flow('1', 's', 'a') || flow('2', 'a', 'b') || flow('3', 'b', 'e')));
SELECT dkis.from_bpmn(drawn(:'ends' || replace(:'several', 'tics/>', 'tics isSequential="true"/>') || flow('1', 's', 'a') || flow('2', 'a', 'b') || flow('3', 'b', 'e')), each_organisation => true);
-- Without a start or an end it begins with what nothing leads to, and ends with what leads nowhere.
SELECT dkis.from_bpmn(drawn('<d:task id="a"/><d:task id="b"/><d:task id="c"/><d:parallelGateway id="j"/>' || flow('1', 'a', 'j') || flow('2', 'b', 'j') || flow('3', 'j', 'c')));
-- Its tasks in their own words, with the lane that each lies in.
SELECT * FROM dkis.bpmn_steps(:'pools', 'PPID');
SELECT count(*) FROM dkis.bpmn_steps(NULL::text);
-- A file as editors save it: a byte order mark before the declaration, a prefix that nobody declared.
SELECT dkis.from_bpmn(chr(65279) || '<?xml version="1.0" encoding="UTF-8"?>' || :'pools', 'A') AS marked, dkis.from_bpmn(replace(:'pools', '<d:task', '<d:task zz:q="1"'), 'B') AS undeclared;
SELECT dkis.from_pnml(chr(65279) || dkis.to_pnml('start -> 1; 1 -> end')::text) AS net, (SELECT count(*) FROM dkis.from_xes(chr(65279) || '<log><trace/></log>')) AS traces;
-- A link is an arrow; an end that terminates stops nothing in a flow that is sound, and soundness tells of one that is not.
SELECT dkis.from_bpmn(drawn(:'ends' || '<d:task id="a"/><d:intermediateThrowEvent id="t"><d:linkEventDefinition id="l" name="L"/></d:intermediateThrowEvent>' || flow('1', 's', 'a') || flow('2', 'a', 't')));
SELECT problem FROM dkis.soundness(dkis.from_bpmn(drawn('<d:startEvent id="s"/><d:task id="a"/><d:task id="b"/><d:parallelGateway id="p"/><d:endEvent id="e"/><d:endEvent id="x"><d:terminateEventDefinition id="z"/></d:endEvent>'
  || flow('1', 's', 'p') || flow('2', 'p', 'a') || flow('3', 'p', 'b') || flow('4', 'a', 'x') || flow('5', 'b', 'e'))));
-- Times in all the forms of a zone; without one it is UTC, on every server.
SELECT at AT TIME ZONE 'UTC' AS at FROM dkis.from_xes('<log>' || (SELECT string_agg('<trace><event><string key="concept:name" value="x"/><date key="time:timestamp" value="2026-03-02T08:30:00' || z || '"/></event></trace>', '' ORDER BY n)
  FROM unnest(ARRAY['', 'Z', '+07', '+0700', '+07:00', '-03:30']) WITH ORDINALITY AS u (z, n)) || '</log>');
-- Two ways in need names, and so that each is found again.
SELECT dkis.from_bpmn(drawn(:'ends' || '<d:startEvent id="t"/><d:task id="a"/>' || flow('1', 's', 'a') || flow('2', 't', 'a') || flow('3', 'a', 'e')));
SELECT dkis.entries(dkis.from_bpmn(drawn('<d:startEvent id="s" name="laporan warga"/><d:startEvent id="t" name="temuan sendiri"/><d:endEvent id="e"/><d:task id="a"/>'
  || flow('1', 's', 'a') || flow('2', 't', 'a') || flow('3', 'a', 'e'))));
SELECT dkis.from_bpmn(dkis.to_pnml('start -> 1; 1 -> end'));
SELECT dkis.from_pnml(dkis.to_bpmn('start -> 1; 1 -> end'));
SELECT dkis.from_bpmn('<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>');
SELECT dkis.from_pnml(NULL) IS NULL AS no_net, dkis.from_bpmn(NULL) IS NULL AS no_process;
\set VERBOSITY sqlstate
SELECT dkis.from_bpmn('sekadar teks');
SELECT dkis.from_pnml('');
SELECT dkis.from_bpmn(('<a>' || repeat(' ', 16 * 1024 * 1024) || '</a>')::xml);
SELECT dkis.from_bpmn(('<a>' || repeat('<b>', 201) || repeat('</b>', 201) || '</a>')::xml);
\set VERBOSITY default

-- A net of a mining tool, without a namespace: transitions are the tasks.
CREATE FUNCTION net(content text) RETURNS xml LANGUAGE sql AS $$
  SELECT ('<pnml><net id="n" type="http://www.pnml.org/version-2009/grammar/pnmlcoremodel"><page id="g">' || content || '</page></net></pnml>')::xml $$;
CREATE FUNCTION place(id text) RETURNS text LANGUAGE sql AS $$ SELECT format('<place id="%s"><name><text>%1$s</text></name></place>', id) $$;
CREATE FUNCTION work(id text, name text = NULL) RETURNS text LANGUAGE sql AS $$
  SELECT format('<transition id="%s"><name><text>%s</text></name>%s</transition>', id, coalesce(name, id),
    CASE WHEN name IS NULL THEN '<toolspecific tool="ProM" version="6.4" activity="$invisible$" localNodeID="1"/>' END) $$;
CREATE FUNCTION arcs(VARIADIC ends text[]) RETURNS text LANGUAGE sql AS $$
  SELECT string_agg(format('<arc id="%s" source="%s" target="%s"/>', n, split_part(a, '>', 1), split_part(a, '>', 2)), '' ORDER BY n) FROM unnest(ends) WITH ORDINALITY AS u (a, n) $$;
\set in_out '<place id="i"><initialMarking><text>1</text></initialMarking></place><place id="o"/>'
SELECT dkis.from_pnml(net(:'in_out' || place('p') || place('q') || place('r') || place('u') || place('v') || work('n1', 'Terima berkas') || work('n2', 'periksa') || work('n3', 'cetak') || work('n4', 'kirim') || work('tau')
  || arcs('i>n1', 'n1>p', 'p>tau', 'tau>q', 'tau>r', 'q>n2', 'r>n3', 'n2>u', 'n3>v', 'u>n4', 'v>n4', 'n4>o')));
SELECT dkis.from_pnml(net(:'in_out' || place('putusan') || work('n1', '1. Terima') || work('n2', 'Sesuai') || work('n3', 'Tidak Sesuai') || arcs('i>n1', 'n1>putusan', 'putusan>n2', 'putusan>n3', 'n2>o', 'n3>putusan')));
SELECT dkis.from_pnml(net(:'in_out' || place('p') || work('n1', 'a') || work('n2', 'b') || work('tau') || arcs('i>n1', 'n1>p', 'p>n2', 'p>tau', 'n2>o', 'tau>o')));
SELECT dkis.from_pnml(net(:'in_out' || place('p') || place('q') || work('n1', 'a') || work('n2', 'b') || work('n3', 'c') || arcs('i>n1', 'n1>p', 'n1>q', 'p>n2', 'p>n3', 'q>n3', 'n2>o', 'n3>o')));
SELECT dkis.from_pnml(net(:'in_out' || place('p') || work('n1', 'a') || arcs('i>n1', 'n1>o')));
SELECT dkis.from_pnml(net(:'in_out' || work('n1', 'a') || arcs('i>n1', 'n1>o', 'i>hilang')));

\c :home
DROP DATABASE dkis_import;
