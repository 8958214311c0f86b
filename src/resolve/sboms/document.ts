/** From the bytes of a bill of materials to its JSON object, within what memory can hold. */
import { ScanError } from "../../errors.ts";
import { isObject, type JsonObject, toText } from "../json-object.ts";

const MEBIBYTE = 1024 * 1024;
/** Far above the largest that anybody makes; below what a string can hold. */
const LARGEST = 256 * MEBIBYTE;
/** Values cost far more memory than the bytes they are written in: `[]` is two bytes here and a hundred there. */
const MOST_VALUES = 4_000_000;

const OPEN_LIST = 0x5b;
const OPEN_OBJECT = 0x7b;
const COMMA = 0x2c;

/** @throws ScanError `sbom-too-large`, `sbom-unreadable`; never quoting the file */
export function parseDocument(bytes: Uint8Array, fileName: string): JsonObject {
	if (bytes.length > LARGEST) throw toTooLarge(fileName, `more than ${LARGEST / MEBIBYTE} MiB`);
	if (countValues(bytes) > MOST_VALUES) throw toTooLarge(fileName, `more than ${MOST_VALUES / 1e6} million values`);
	let value: unknown;
	try {
		value = JSON.parse(toText(bytes));
	} catch {
		throw toUnreadable(fileName, "no valid JSON, cut off or damaged");
	}
	if (!isObject(value)) throw toUnreadable(fileName, "holds JSON, but no object");
	return value;
}

/** At least as many as there are: what stands in texts counts as well. */
function countValues(bytes: Uint8Array): number {
	let count = 0;
	for (let at = 0; at < bytes.length; at++) {
		const byte = bytes[at];
		if (byte === COMMA || byte === OPEN_OBJECT || byte === OPEN_LIST) count++;
	}
	return count;
}

/** The error of a document that cannot be read; `problem` is a clause that holds none of its content. */
export function toUnreadable(fileName: string, problem: string, hint = "Make the bill of materials again."): ScanError {
	return new ScanError("sbom-unreadable", `${fileName}: ${problem}.`, hint);
}

/** More than any bill of materials lists. @throws ScanError `sbom-too-large` */
export function checkEntries(count: number, fileName: string): void {
	if (count > MOST_ENTRIES) throw toTooLarge(fileName, `more than ${MOST_ENTRIES} components`);
}

const MOST_ENTRIES = 250_000;

export function toTooLarge(fileName: string, size: string): ScanError {
	return new ScanError(
		"sbom-too-large",
		`${fileName} holds ${size}.`,
		"Make one of less: of one application, without files.",
	);
}

/** The error of a format or version that is known and not read. */
export function toNotSupported(fileName: string, format: string): ScanError {
	return new ScanError(
		"sbom-not-supported",
		`${fileName} is ${format}, which this version does not read.`,
		"fnsift reads CycloneDX JSON 1.2 to 1.7 and SPDX JSON 2.2 and 2.3: convert it, or make it again in one of these.",
	);
}
