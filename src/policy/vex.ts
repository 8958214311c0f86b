/**
 * From VEX documents to waivers: what somebody has ruled out, with their reason.
 *
 * Contract:
 * 1. `not_affected` and `fixed` make a waiver; `affected` and `under_investigation` make none.
 * 2. Of statements about one vulnerability in one package the latest holds, whatever documents they come from. A later
 *    or equally old one that rules nothing out takes away what an earlier one ruled out, also where only one of them names a
 *    version: in doubt a finding counts.
 * 3. What cannot be understood is an error, never passed over.
 */
import type { UsageError } from "../errors.ts";
import { isCycloneDx, readCycloneDxVex } from "./vex/cyclonedx.ts";
import { isFields, refuse } from "./vex/fields.ts";
import { isOpenVex, readOpenVex } from "./vex/openvex.ts";
import type { VexStatement } from "./vex/statement.ts";
import type { Waiver } from "./waivers.ts";

export interface VexDocument {
	/** as the user named it */
	readonly file: string;
	readonly text: string;
}

/** The waivers of all documents together, the latest statements first. @throws UsageError */
export function toVexWaivers(documents: readonly VexDocument[]): readonly Waiver[] {
	const statements = documents.flatMap(readStatements);
	const objections = indexObjections(statements);
	return statements
		.filter((statement) => statement.rulesOut && !isOverruled(statement, objections))
		.sort((a, b) => b.time - a.time)
		.map(toWaiver);
}

function readStatements({ file, text }: VexDocument): readonly VexStatement[] {
	const document = parseJson(text, file);
	if (!isFields(document)) throw refuse(file, "it is no JSON object");
	// An in-toto attestation carries the document as its predicate.
	const content = isFields(document.predicate) && document._type !== undefined ? document.predicate : document;
	if (isOpenVex(content)) return readOpenVex(content, file);
	if (isCycloneDx(content)) return readCycloneDxVex(content, file);
	throw toUnknownFormat(content, file);
}

function parseJson(text: string, file: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		throw refuse(file, "it is no JSON");
	}
}

function toUnknownFormat(document: object, file: string): UsageError {
	const isCsaf = "document" in document && isFields(document.document) && document.document.csaf_version !== undefined;
	return refuse(file, isCsaf ? "CSAF is not read" : "neither @context nor bomFormat says what it is");
}

/** When the latest statement that rules nothing out was made, over all versions and for each; `""` names no version. */
interface Objections {
	latest: number;
	readonly byVersion: Map<string, number>;
}

function indexObjections(statements: readonly VexStatement[]): ReadonlyMap<string, Objections> {
	const index = new Map<string, Objections>();
	for (const statement of statements) {
		if (statement.rulesOut) continue;
		const { time, subject } = statement;
		const version = subject.package?.version ?? "";
		for (const key of listKeys(statement)) {
			const known = index.get(key) ?? { latest: time, byVersion: new Map<string, number>() };
			known.latest = Math.max(known.latest, time);
			known.byVersion.set(version, Math.max(known.byVersion.get(version) ?? time, time));
			index.set(key, known);
		}
	}
	return index;
}

function isOverruled(statement: VexStatement, objections: ReadonlyMap<string, Objections>): boolean {
	const version = statement.subject.package?.version ?? null;
	return listKeys(statement).some((key) => {
		const found = objections.get(key);
		if (found === undefined) return false;
		if (version === null) return found.latest >= statement.time;
		return [found.byVersion.get(version), found.byVersion.get("")].some(
			(time) => time !== undefined && time >= statement.time,
		);
	});
}

/** One for each name of the vulnerability, in the package whatever its version. */
function listKeys({ ids, subject }: VexStatement): readonly string[] {
	const holder = subject.package === null ? [subject.text] : [subject.package.ecosystem, subject.package.name];
	return ids.map((id) => JSON.stringify([...holder, id.toLowerCase()]));
}

/** A subject that is no package meets no finding; the report then lists its waiver as one that accepts nothing. */
function toWaiver({ ids, subject, reason, justification, file }: VexStatement): Waiver {
	const { ecosystem, name, version } = subject.package ?? { ecosystem: null, name: subject.text, version: null };
	return {
		ids,
		package: { text: subject.text, ecosystem, name, versions: version },
		...(subject.within !== null && { within: subject.within }),
		scope: [],
		reason,
		expires: null,
		justification,
		source: { kind: "vex", file },
	};
}
