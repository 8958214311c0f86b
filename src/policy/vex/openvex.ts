/**
 * Reads OpenVEX 0.2.0 and the 0.0.x before it, in which products and vulnerabilities are plain texts.
 * Source: github.com/openvex/spec, OPENVEX-SPEC.md.
 *
 * What the specification demands for a judgement is demanded: a status, and for `not_affected` a justification or an
 * impact statement. What only identifies the document is not: many real ones lack `@id`.
 */
import { isJustification } from "../../lib/justifications.ts";
import { type Fields, findText, findTime, isFields, refuse, takeList } from "./fields.ts";
import type { VexStatement, VexSubject } from "./statement.ts";
import { toPart, toSubject } from "./subject.ts";

/** No vulnerability has so many names. */
const MOST_IDS = 100;
const CONTEXT = /^https:\/\/openvex\.dev\/ns(\/|$)/;

export function isOpenVex(document: Fields): boolean {
	const context = document["@context"];
	return typeof context === "string" && CONTEXT.test(context);
}

/** @throws UsageError that says what is wrong and where */
export function readOpenVex(document: Fields, file: string): readonly VexStatement[] {
	const author = findText(document, "author", "", file) ?? "an unnamed author";
	const time = findTime(document, "last_updated", "", file) ?? findTime(document, "timestamp", "", file);
	if (!Array.isArray(document.statements)) throw refuse(file, "it has no list of statements");
	return document.statements.flatMap((value: unknown, index) => {
		const where = `statements[${index}]`;
		if (!isFields(value)) throw refuse(file, `${where} is no object`);
		return readStatement(value, { where: `${where}.`, file, author, time });
	});
}

interface Context {
	readonly where: string;
	readonly file: string;
	readonly author: string;
	/** of the document, which its statements inherit */
	readonly time: number | undefined;
}

function readStatement(fields: Fields, context: Context): readonly VexStatement[] {
	const { where, file } = context;
	const time =
		findTime(fields, "last_updated", where, file) ?? findTime(fields, "timestamp", where, file) ?? context.time;
	if (time === undefined) throw refuse(file, `${where}timestamp is missing, and the document has none`);
	const judgement = readJudgement(fields, context);
	const ids = readIds(fields, context);
	return listSubjects(fields, context).map((subject) => ({ ids, subject, ...judgement, time, file }));
}

type Judgement = Pick<VexStatement, "rulesOut" | "justification" | "reason">;

function readJudgement(fields: Fields, { where, file, author }: Context): Judgement {
	const text = (key: string) => findText(fields, key, where, file)?.trim() || undefined;
	const impact = text("impact_statement");
	const notes = text("status_notes");
	const justification = text("justification");
	if (justification !== undefined && !isJustification(justification)) {
		throw refuse(file, `${where}justification is "${justification}"`);
	}
	switch (text("status")) {
		case "not_affected":
			if (impact === undefined && justification === undefined) {
				throw refuse(file, `${where}justification and ${where}impact_statement are both missing`);
			}
			return {
				rulesOut: true,
				justification: justification ?? null,
				reason: impact ?? notes ?? `not affected, says ${author}`,
			};
		case "fixed":
			return { rulesOut: true, justification: null, reason: notes ?? impact ?? `fixed, says ${author}` };
		case "affected":
		case "under_investigation":
			return { rulesOut: false, justification: null, reason: notes ?? "" };
		default:
			throw refuse(file, `${where}status is none of not_affected, affected, fixed, under_investigation`);
	}
}

function readIds(fields: Fields, { where, file }: Context): readonly string[] {
	const { vulnerability } = fields;
	const ids = isFields(vulnerability)
		? [
				findText(vulnerability, "name", `${where}vulnerability.`, file),
				...takeList(vulnerability, "aliases", `${where}vulnerability.`, file),
			]
		: [vulnerability];
	if (typeof ids[0] !== "string" || ids[0] === "") throw refuse(file, `${where}vulnerability has no name`);
	if (ids.length > MOST_IDS) throw refuse(file, `${where}vulnerability has more than ${MOST_IDS} names`);
	if (!ids.every((id) => typeof id === "string")) throw refuse(file, `${where}vulnerability.aliases has no text`);
	return [...new Set(ids.filter((id) => id !== ""))];
}

function listSubjects(fields: Fields, { where, file }: Context): readonly VexSubject[] {
	const old = takeList(fields, "subcomponents", where, file);
	return takeList(fields, "products", where, file).flatMap((product, index) => {
		const at = `${where}products[${index}]`;
		const name = readName(product, at, file);
		const parts = [...old, ...(isFields(product) ? takeList(product, "subcomponents", `${at}.`, file) : [])];
		return parts.length === 0
			? [toSubject(name)]
			: parts.map((part, place) => toPart(readName(part, `${at}.subcomponents[${place}]`, file), name));
	});
}

/** The purl where there is one, else the id. */
function readName(product: unknown, at: string, file: string): string {
	if (typeof product === "string") return product;
	if (!isFields(product)) throw refuse(file, `${at} is neither a text nor an object`);
	const { identifiers } = product;
	const purl = isFields(identifiers) ? findText(identifiers, "purl", `${at}.identifiers.`, file) : undefined;
	const id = findText(product, "@id", `${at}.`, file);
	const cpe = isFields(identifiers) ? (identifiers.cpe23 ?? identifiers.cpe22) : undefined;
	const name = purl ?? id ?? (typeof cpe === "string" ? cpe : undefined);
	if (name === undefined) throw refuse(file, `${at} has neither @id nor identifiers`);
	return name;
}
