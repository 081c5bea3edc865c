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
import { addPgTableCondition, extendSchema, jsonPgSmartTags } from "postgraphile/utils";

const given = JSON.parse(readFileSync(process.argv[2], "utf8"));

// The viewer's moment and office, as the policies read them: computed once a statement.
const now = (sql) => sql`(select current_setting('app.now')::timestamptz)`;
const office = (sql) => sql`(select current_setting('app.office')::uuid)`;

// PostGraphile calls keys `rowId`, and would drop a type with two fields of that name, and what refers to it.
const named = jsonPgSmartTags({
  version: 1,
  config: { attribute: { "public.merge_line.row_id": { tags: { name: "merged_id" } } } },
});

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

// What the office is given of a family, by an expression over its rows of family_access.
const level = (sql, family, given) => sql`(
  select coalesce(max(${given}), 0) from public.family_access a
  where a.family_id = ${family} and a.until > ${now(sql)} and a.office_id = ${office(sql)})`;
// What a row gives of one member, by a column about persons.
const ofMember = (sql, who, column) => sql`case when a.members is null or ${who} = any (a.members)
  then case when a.person_id is null or a.person_id = ${who} then ${column} else least(${column}, 1) end else 0 end`;
const choose = ([at, full, masked, coarse]) => ({
  value: [null, coarse, masked, full][at],
  level: ["HIDDEN", "COARSE", "MASKED", "FULL"][at],
});
const protectedText = (row, at, names) =>
  lambda(list([row.select(at, TYPES.int), ...names.map((name) => row.get(name))]), choose, true);

const shown = extendSchema(({ sql, input: { pgRegistry } }) => {
  const { assistance_type: types, person: people } = pgRegistry.pgResources;
  const colour = (row) => sql`case when ${row}.work_due_at <= ${now(sql)} then 'RED'
    when ${row}.yellow_at <= ${now(sql)} then 'YELLOW' else 'GREEN' end`;
  const identity = sql`a.identity_level`;
  const idNumber = sql`a.id_number_level`;
  return {
    typeDefs: `
      extend type Referral { colour: String  assistanceType: AssistanceType }
      extend type Family { displayNameShown: ProtectedText  phoneShown: ProtectedText  members: [Person] }
      extend type Person { displayNameShown: ProtectedText  idNumberShown: ProtectedText }
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
            const { alias } = row.getClassStep();
            const at = level(sql, sql`${alias}.id`, ofMember(sql, sql`${alias}.head_id`, identity));
            return protectedText(row, at, ["display_name", "display_name_masked", "display_name_coarse"]);
          },
          phoneShown(row) {
            const at = level(sql, sql`${row.getClassStep().alias}.id`, sql`a.contact_level`);
            return protectedText(row, at, ["phone", "phone_masked"]);
          },
          members(row) {
            const found = people.find({ family_id: row.get("id") });
            for (const [column, codec] of [["created_at", TYPES.timestamptz], ["id", TYPES.uuid]]) {
              found.orderBy({ fragment: sql`${found.alias}.${sql.identifier(column)}`, codec, direction: "ASC" });
            }
            const at = level(sql, sql`${found.alias}.family_id`, ofMember(sql, sql`${found.alias}.id`, identity));
            found.where(sql`${at} > 0`);
            return found;
          },
        },
      },
      Person: {
        plans: {
          displayNameShown(row) {
            const { alias } = row.getClassStep();
            const at = level(sql, sql`${alias}.family_id`, ofMember(sql, sql`${alias}.id`, identity));
            return protectedText(row, at, ["name", "name_masked", "name_coarse"]);
          },
          idNumberShown(row) {
            const { alias } = row.getClassStep();
            const at = level(sql, sql`${alias}.family_id`, ofMember(sql, sql`${alias}.id`, idNumber));
            return protectedText(row, at, ["id_number_masked", "id_number_masked"]);
          },
        },
      },
    },
  };
});

const server = createServer();
const made = postgraphile({
  extends: [PostGraphileAmberPreset],
  plugins: [named, waiting, shown],
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
