// PostGraphile over our tables, under our policies: the settings of each request are those of its viewer, as the server sets them.
//
// `node server.mjs GIVEN`: GIVEN (JSON, written by benchmarks/peers/contest.py) says where the database is, on which port to listen, and
// which token makes which viewer. What PostGraphile does not know by itself (what waits, colour, what is shown of a name) is written here
// as its documents advise: conditions and fields in SQL, which it makes a part of its own statement. It notes nothing in the audit.
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { TYPES } from "postgraphile/@dataplan/pg";
import { lambda, list } from "postgraphile/grafast";
import { postgraphile } from "postgraphile";
import { makePgService } from "postgraphile/adaptors/pg";
import { grafserv } from "postgraphile/grafserv/node";
import { PostGraphileAmberPreset } from "postgraphile/presets/amber";
import { addPgTableCondition, extendSchema } from "postgraphile/utils";

const given = JSON.parse(readFileSync(process.argv[2], "utf8"));

// The viewer's moment and office, as the policies read them: computed once a statement.
const now = (sql) => sql`(select current_setting('app.now')::timestamptz)`;
const office = (sql) => sql`(select current_setting('app.office')::uuid)`;

const waiting = addPgTableCondition(
  { schemaName: "public", tableName: "referral" },
  "waitsForOffice",
  ({ getTypeByName }) => ({ description: "What waits for this office.", type: getTypeByName("UUID") }),
  (value, { sql, sqlTableAlias: row, sqlValueWithCodec }) => {
    const own = sqlValueWithCodec(value, TYPES.uuid);
    const begun = sql`(${row}.waits_from is null or ${row}.waits_from < ${now(sql)})`;
    const lasts = sql`(${row}.federation_until is null or ${row}.federation_until > ${now(sql)})`;
    return sql`(${row}.family_id is null and ${row}.dispatching_office_id = ${own} and ${row}.waits_federation and ${begun} and ${lasts}
      or ${row}.office_id = ${own} and ${row}.waits_office and ${begun})`;
  },
);

const shown = extendSchema(({ sql, input: { pgRegistry } }) => {
  const types = pgRegistry.pgResources.assistance_type;
  const colour = (row) => sql`case when ${row}.work_due_at <= ${now(sql)} then 'RED'
    when ${row}.yellow_at <= ${now(sql)} then 'YELLOW' else 'GREEN' end`;
  const level = (row) => sql`(
    select coalesce(max(case when a.members is null or ${row}.head_id = any (a.members)
      then case when a.person_id is null or a.person_id = ${row}.head_id then a.identity_level else least(a.identity_level, 1) end
      else 0 end), 0)
    from public.family_access a where a.family_id = ${row}.id and a.until > ${now(sql)} and a.office_id = ${office(sql)})`;
  const choose = ([at, full, masked, coarse]) => ({
    value: [null, coarse, masked, full][at],
    level: ["HIDDEN", "COARSE", "MASKED", "FULL"][at],
  });
  return {
    typeDefs: `
      extend type Referral { colour: String  assistanceType: AssistanceType }
      extend type Family { displayNameShown: ProtectedText }
      type ProtectedText { value: String  level: String }
    `,
    objects: {
      Referral: {
        plans: {
          colour: (row) => row.select(colour(row.getClassStep().alias), TYPES.text),
          assistanceType: (row) => types.get({ code: row.get("type_code"), version: row.get("type_version") }),
        },
      },
      Family: {
        plans: {
          displayNameShown(row) {
            const at = row.select(level(row.getClassStep().alias), TYPES.int);
            const names = ["display_name", "display_name_masked", "display_name_coarse"].map((name) => row.get(name));
            return lambda(list([at, ...names]), choose, true);
          },
        },
      },
    },
  };
});

const server = createServer();
const made = postgraphile({
  extends: [PostGraphileAmberPreset],
  plugins: [waiting, shown],
  pgServices: [makePgService({ connectionString: given.url, schemas: ["public"], poolConfig: { max: given.connections } })],
  grafserv: { graphiql: false, watch: false },
  grafast: {
    context(request) {
      const viewer = given.viewers[request.node?.req.headers.authorization];
      if (!viewer) throw new Error("nobody");
      return { pgSettings: { ...viewer, "app.now": new Date().toISOString() } };
    },
  },
});
await made.createServ(grafserv).addTo(server);
server.listen(given.port, "127.0.0.1");
