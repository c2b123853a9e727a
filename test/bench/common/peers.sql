-- What peers.mjs drives: a SOP of six steps, and the same flow in tables with a PL/pgSQL
-- trigger as one writes it by hand: allowed outcome, next step with its due time, history
-- with a hash chain.
SET client_min_messages = warning;
CREATE EXTENSION dkis CASCADE;
INSERT INTO dkis.calendars (code, kind) VALUES ('kantor-uji', '24 jam');
INSERT INTO dkis.performers (code, name) VALUES ('penguji', 'Penguji');
INSERT INTO dkis.sops (code, number, name) VALUES ('lima', 990, 'Lima langkah');
INSERT INTO dkis.sop_versions (sop, version, calendar, machine) VALUES ('lima', 1, 'kantor-uji', 'start -> s1; s1 -> s2; s2 -> s3; s3 -> s4; s4 -> s5; s5 -> end');
INSERT INTO dkis.sop_steps (sop_version, step, ordinal, activity, performer, sla)
  SELECT v.id, 's' || n, n, 's' || n, 'penguji', '2 jam' FROM dkis.sop_versions v, generate_series(1, 5) n WHERE v.sop = 'lima';
SELECT dkis.activate_version(id) FROM dkis.sop_versions WHERE sop = 'lima';

CREATE TABLE public.w_cases (id bigserial PRIMARY KEY, title text NOT NULL, status text NOT NULL DEFAULT 'running', head bytea NOT NULL DEFAULT '\x', opened_at timestamptz NOT NULL DEFAULT clock_timestamp(), closed_at timestamptz);
CREATE TABLE public.w_flow (step text NOT NULL, outcome text NOT NULL, next text, minutes int NOT NULL, PRIMARY KEY (step, outcome));
CREATE TABLE public.w_steps (id bigserial PRIMARY KEY, case_id bigint NOT NULL REFERENCES public.w_cases, step text NOT NULL, started_at timestamptz NOT NULL, due_at timestamptz NOT NULL, outcome text, finished_at timestamptz, finished_by text, UNIQUE (case_id, step));
CREATE INDEX ON public.w_steps (due_at) WHERE finished_at IS NULL;
CREATE TABLE public.w_events (id bigserial PRIMARY KEY, case_id bigint NOT NULL REFERENCES public.w_cases, seq int NOT NULL, at timestamptz NOT NULL, actor text NOT NULL, event text NOT NULL, step text, hash bytea NOT NULL, UNIQUE (case_id, seq));
INSERT INTO public.w_flow SELECT 's' || n, 'done', CASE WHEN n < 5 THEN 's' || n + 1 END, 120 FROM generate_series(1, 5) n;

CREATE FUNCTION public.w_record(of_case bigint, said text, of_step text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  before bytea;
  next_seq int := (SELECT coalesce(max(seq), 0) + 1 FROM public.w_events WHERE case_id = of_case);
  now_is timestamptz := clock_timestamp();
  hash bytea;
BEGIN
  SELECT head INTO before FROM public.w_cases WHERE id = of_case FOR NO KEY UPDATE;
  hash := sha256(before || convert_to(concat_ws('|', of_case, next_seq, now_is, session_user, said, of_step), 'UTF8'));
  INSERT INTO public.w_events (case_id, seq, at, actor, event, step, hash) VALUES (of_case, next_seq, now_is, session_user, said, of_step, hash);
  UPDATE public.w_cases SET head = hash WHERE id = of_case;
END $$;
CREATE FUNCTION public.w_opened() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO public.w_steps (case_id, step, started_at, due_at) SELECT NEW.id, 's1', clock_timestamp(), clock_timestamp() + make_interval(mins => minutes) FROM public.w_flow WHERE step = 's1';
  PERFORM public.w_record(NEW.id, 'opened', NULL);
  RETURN NULL;
END $$;
CREATE FUNCTION public.w_finished() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  arc public.w_flow;
BEGIN
  IF OLD.finished_at IS NOT NULL THEN
    RAISE EXCEPTION 'step % is finished', OLD.step;
  END IF;
  SELECT * INTO arc FROM public.w_flow WHERE step = NEW.step AND outcome = NEW.outcome;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'no outcome % of step %', NEW.outcome, NEW.step;
  END IF;
  NEW.finished_at := clock_timestamp();
  NEW.finished_by := session_user;
  PERFORM public.w_record(NEW.case_id, 'finished', NEW.step);
  IF arc.next IS NOT NULL THEN
    INSERT INTO public.w_steps (case_id, step, started_at, due_at) SELECT NEW.case_id, arc.next, clock_timestamp(), clock_timestamp() + make_interval(mins => f.minutes) FROM public.w_flow f WHERE f.step = arc.next;
  ELSE
    UPDATE public.w_cases SET status = 'closed', closed_at = clock_timestamp() WHERE id = NEW.case_id;
    PERFORM public.w_record(NEW.case_id, 'closed', NULL);
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER opened AFTER INSERT ON public.w_cases FOR EACH ROW EXECUTE FUNCTION public.w_opened();
CREATE TRIGGER finished BEFORE UPDATE OF outcome ON public.w_steps FOR EACH ROW EXECUTE FUNCTION public.w_finished();
