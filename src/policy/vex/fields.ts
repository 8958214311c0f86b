/** Values of a JSON document that others have written: taken out with their type, or an error that says where. */
import { UsageError } from "../../errors.ts";

export type Fields = Readonly<Record<string, unknown>>;

/** `file`: as the user named it. */
export function refuse(file: string, problem: string): UsageError {
	return new UsageError(
		`${file} cannot be used as VEX: ${problem}.`,
		"Give an OpenVEX document, or a CycloneDX document with vulnerabilities.",
	);
}

export function isFields(value: unknown): value is Fields {
	return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** `undefined` when the field is not there. @throws UsageError when it is there and no text */
export function findText(fields: Fields, key: string, where: string, file: string): string | undefined {
	const value = Object.hasOwn(fields, key) ? fields[key] : undefined;
	if (value === undefined || value === null) return undefined;
	if (typeof value !== "string") throw refuse(file, `${where}${key} is no text`);
	return value;
}

/** Empty when the field is not there. @throws UsageError when it is there and no list */
export function takeList(fields: Fields, key: string, where: string, file: string): readonly unknown[] {
	const value = Object.hasOwn(fields, key) ? fields[key] : undefined;
	if (value === undefined || value === null) return [];
	if (!Array.isArray(value)) throw refuse(file, `${where}${key} is no list`);
	return value;
}

// RFC 3339, section 5.6; what Date.parse takes beside it differs from engine to engine.
const TIME = /^\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)$/;

/** Milliseconds since 1970; `undefined` when the field is not there. @throws UsageError */
export function findTime(fields: Fields, key: string, where: string, file: string): number | undefined {
	const text = findText(fields, key, where, file);
	if (text === undefined) return undefined;
	const time = TIME.test(text) ? Date.parse(text) : Number.NaN;
	if (Number.isNaN(time)) throw refuse(file, `${where}${key} is no date and time`);
	return time;
}
