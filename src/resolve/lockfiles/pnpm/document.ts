/**
 * One YAML document of a pnpm lockfile, its sections checked. Every scalar is text: see yaml.ts.
 *
 * YAML that was cut off is YAML. pnpm writes no section without a value, and from version 9 on no document without
 * importers: what lacks them was cut off.
 */
import { toSafeExcerpt } from "../../../lib/sanitise.ts";
import { findProperty, isObject, type JsonObject } from "../../json-object.ts";
import { toUnreadable } from "../define.ts";
import { findDialect, type PnpmDialect } from "./keys.ts";

export interface PnpmDocument {
	readonly dialect: PnpmDialect;
	/** by folder, relative to the lockfile; `"."` is the root. Projects without members write the root's lists on top */
	readonly importers: JsonObject;
	readonly packages: JsonObject;
	/** with their peers, from version 9 on; empty before */
	readonly snapshots: JsonObject;
	/** versions that `overrides` give to names, by what they are for: `name`, `name@range` or `parent>name` */
	readonly overrides: JsonObject;
}

const HINT =
	"fnsift reads versions 5.0 to 5.4, 6.0, 6.1 and 9.0. Let another pnpm write it: pnpm install --lockfile-only.";

/** @throws ScanError for a version that is not known, or a section that is no mapping */
export function readDocument(document: JsonObject, fileName: string): PnpmDocument {
	const version = findProperty(document, "lockfileVersion");
	const dialect = typeof version === "string" ? findDialect(version) : undefined;
	if (dialect === undefined) {
		const shown = typeof version === "string" ? toSafeExcerpt(version, 20) : "none";
		throw toUnreadable(fileName, `lockfileVersion ${shown} is not known`, HINT);
	}
	const hasImporters = Object.hasOwn(document, "importers");
	if (dialect.isSplit && !hasImporters) throw toUnreadable(fileName, 'it breaks off before its "importers"');
	return {
		dialect,
		importers: hasImporters ? readSection(document, "importers", fileName) : { ".": document },
		packages: readSection(document, "packages", fileName),
		snapshots: dialect.isSplit ? readSection(document, "snapshots", fileName) : {},
		overrides: readSection(document, "overrides", fileName),
	};
}

/** Whether the document says what the project itself depends on, and not only what runs before: see graph.ts. */
export function isOfProject({ importers }: PnpmDocument): boolean {
	const lists = ["configDependencies", "packageManagerDependencies"];
	return Object.values(importers).every(
		(importer) => !isObject(importer) || !lists.some((list) => Object.hasOwn(importer, list)),
	);
}

function readSection(document: JsonObject, key: string, fileName: string): JsonObject {
	const value = findProperty(document, key);
	if (value === undefined) return {};
	if (value === "") throw toUnreadable(fileName, `it breaks off at its "${key}"`);
	if (!isObject(value)) throw toUnreadable(fileName, `"${key}" is no mapping`);
	return value;
}
