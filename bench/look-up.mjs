// Opens a database and looks 1,500 names up: those of the lockfile first, then those that advisories name.
//
// usage: node look-up.mjs <database>
//
// Prints the milliseconds from opening to the last answer, without the start of Node and the loading of the code.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { readRecords } from "./osv.mjs";
import { LOCKFILE_FOLDER, PUBLIC_API } from "./paths.mjs";

const COUNT = 1500;

const { openDatabase } = await import(pathToFileURL(PUBLIC_API));
const { packages } = JSON.parse(readFileSync(join(LOCKFILE_FOLDER, "package-lock.json"), "utf8"));
const installed = Object.keys(packages).map((position) => position.slice(position.lastIndexOf("node_modules/") + 13));
const named = readRecords().flatMap(({ affected }) => affected.map((item) => item.package.name));
const names = [...new Set([...installed.filter(Boolean), ...named])].slice(0, COUNT);

const start = performance.now();
const database = openDatabase(process.argv[2], "local");
let found = 0;
for (const name of names) found += database.find("npm", name).length;
const milliseconds = performance.now() - start;
database.close();

if (names.length !== COUNT || found === 0) throw new Error(`${names.length} names, ${found} records found`);
process.stdout.write(String(milliseconds));
