// Who finishes how many steps a second: see peers.sh. A side is made once, then runs
// so many processes of five steps with so many at a time, and says how long it took.
import fs from 'node:fs';
import pg from 'pg';

const processes = Number(process.env.PROCESSES);
const steps = ['s1', 's2', 's3', 's4', 's5'];
const socket = { host: process.env.PGHOST, port: Number(process.env.PGPORT || 5432), database: process.env.PGDATABASE, user: process.env.PGUSER || 'postgres' };
const url = `postgresql://${socket.user}@localhost/${socket.database}?host=${encodeURIComponent(socket.host)}&port=${socket.port}`;
process.env.DBOS__LOG_LEVEL = 'error';

// Seconds of processor that the server has used: its living processes, and those it has buried.
const postmaster = process.env.POSTMASTER;
function serverSeconds() {
  let ticks = 0;
  for (const pid of fs.readdirSync('/proc').filter((name) => /^[0-9]+$/.test(name))) {
    try {
      const fields = fs.readFileSync(`/proc/${pid}/stat`, 'utf8').replace(/^.*\) /s, '').split(' ');
      if (pid === postmaster) ticks += Number(fields[13]) + Number(fields[14]);
      if (pid === postmaster || fields[1] === postmaster) ticks += Number(fields[11]) + Number(fields[12]);
    } catch { /* it has ended meanwhile */ }
  }
  return ticks / 100;
}

// Bytes of WAL so far, and of all tables and their indexes; only one side writes at a time.
let watcher;
async function bytes() {
  watcher ??= (await connections(1))[0];
  const { rows } = await watcher.query({
    text: `SELECT pg_current_wal_insert_lsn() - '0/0'::pg_lsn, sum(pg_table_size(c.oid)), sum(pg_indexes_size(c.oid))
      FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE c.relkind = 'r' AND n.nspname NOT IN ('pg_catalog', 'information_schema')`,
    rowMode: 'array',
  });
  return rows[0].map(Number);
}

// work(n) for n of 0 … processes - 1, so many at a time.
async function together(clients, work) {
  let next = 0;
  await Promise.all(Array.from({ length: clients }, async (_, client) => {
    while (next < processes) await work(next++, client);
  }));
}

async function connections(count) {
  const all = Array.from({ length: count }, () => new pg.Client(socket));
  await Promise.all(all.map((one) => one.connect()));
  return all;
}

async function sql(open, finish) {
  return {
    async run(clients) {
      const each = await connections(clients);
      const one = async (n, client) => {
        const id = (await each[client].query({ name: 'open', text: open, values: [`Proses ${n}`] })).rows[0].id;
        for (const step of steps) await each[client].query({ name: 'finish', text: finish, values: [id, step] });
      };
      await Promise.all(each.map((_, client) => one(-1, client))); // as the others' pools are by then
      const from = performance.now();
      await together(clients, one);
      const took = performance.now() - from;
      await Promise.all(each.map((one) => one.end()));
      return took;
    },
    async end() {},
  };
}

const sides = {
  dkis: () => sql(`INSERT INTO dkis.cases (sop, title) VALUES ('lima', $1) RETURNING id`, 'SELECT dkis.finish_step($1, $2)'),
  'PL/pgSQL triggers': () => sql('INSERT INTO public.w_cases (title) VALUES ($1) RETURNING id', `UPDATE public.w_steps SET outcome = 'done' WHERE case_id = $1 AND step = $2`),
  async DBOS() {
    const { DBOS } = await import('@dbos-inc/dbos-sdk');
    DBOS.setConfig({ name: 'bench', systemDatabaseUrl: url, systemDatabasePoolSize: 16, logLevel: 'error', runAdminServer: false });
    const flow = DBOS.registerWorkflow(async (n) => {
      for (const step of steps) await DBOS.runStep(async () => n, { name: step });
    }, { name: 'lima' });
    await DBOS.launch();
    return {
      async run(clients) {
        const from = performance.now();
        await together(clients, (n) => flow(n));
        return performance.now() - from;
      },
      end: () => DBOS.shutdown(),
    };
  },
  async 'pg-boss'() {
    const { default: PgBoss } = await import('pg-boss');
    const boss = new PgBoss({ ...socket, max: 16, supervise: false, schedule: false });
    await boss.start();
    await boss.createQueue('lima');
    return {
      async run(clients) {
        const from = performance.now();
        await together(clients, async (n) => {
          for (const step of steps) {
            await boss.send('lima', { n, step });
            let job;
            while (!job) [job] = await boss.fetch('lima'); // another may have it locked
            await boss.complete('lima', job.id);
          }
        });
        return performance.now() - from;
      },
      end: () => boss.stop({ graceful: false }),
    };
  },
  async 'graphile-worker'() {
    const { runOnce, runMigrations, makeWorkerUtils, Logger } = await import('graphile-worker');
    const pgPool = new pg.Pool({ ...socket, max: 24 });
    const logger = new Logger(() => () => {});
    await runMigrations({ pgPool, logger });
    const utils = await makeWorkerUtils({ pgPool, logger });
    const taskList = {
      async lima({ n, at }, helpers) {
        if (at + 1 < steps.length) await helpers.addJob('lima', { n, at: at + 1 });
      },
    };
    return {
      async run(clients) {
        const from = performance.now();
        await together(clients, (n) => utils.addJob('lima', { n, at: 0 }));
        await runOnce({ pgPool, logger, taskList, concurrency: clients });
        return performance.now() - from;
      },
      async end() { await utils.release(); await pgPool.end(); },
    };
  },
};

const ready = {};
for (const [name, make] of Object.entries(sides)) {
  try {
    ready[name] = await make();
  } catch (error) {
    console.log(`${name} was not tried: ${error.message.split('\n')[0]}`);
  }
}
const median = (numbers) => numbers.sort((a, b) => a - b)[numbers.length >> 1];
const row = (...columns) => console.log(columns.map((column, i) => (i ? String(column).padStart(10) : column.padEnd(46))).join(' '));
const written = Object.fromEntries(Object.keys(ready).map((name) => [name, [[], [], []]]));
row('what', 'ratio', 'steps/s', 'cpu_ratio', 'cpu_us');
for (const clients of [1, 8]) {
  const seen = Object.fromEntries(Object.keys(ready).map((name) => [name, { rate: [], cpu: [] }]));
  for (let round = 0; round < 3; round++) {
    for (const [name, side] of Object.entries(ready)) {
      const before = await bytes();
      const used = serverSeconds();
      const took = await side.run(clients);
      (await bytes()).forEach((now, i) => written[name][i].push((now - before[i]) / (processes * steps.length)));
      seen[name].rate.push((processes * steps.length * 1000) / took);
      seen[name].cpu.push(((serverSeconds() - used) * 1e6) / (processes * steps.length));
    }
  }
  for (const each of Object.values(seen)) for (const what of ['rate', 'cpu']) each[what] = median(each[what]);
  for (const [name, { rate, cpu }] of Object.entries(seen)) {
    row(`finished steps, ${clients} at a time: ${name}`, (seen.dkis.rate / rate).toFixed(1), rate.toFixed(0), (cpu / seen.dkis.cpu).toFixed(1), cpu.toFixed(0));
  }
}
row('bytes of a finished step', 'wal_ratio', 'wal', 'tables', 'indexes');
for (const [name, each] of Object.entries(written)) {
  const [wal, tables, indexes] = each.map(median);
  row(name, (wal / median(written.dkis[0])).toFixed(2), ...[wal, tables, indexes].map((n) => n.toFixed(0)));
}
for (const side of Object.values(ready)) await side.end();
process.exit(0);
