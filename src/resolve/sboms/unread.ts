/**
 * Gaps of a bill of materials: what it lists and fnsift does not compare with advisories, grouped and counted.
 *
 * Entries of a language that is not read are a blocking gap: there are dependencies that nobody looked at. Those of an
 * operating system or a container, and what is only a name, are minor, unless they are more than what could be read.
 */
import { toRelative } from "../../lib/location.ts";
import { compareCodeUnits } from "../../lib/order.ts";
import { toPlural } from "../../lib/plural.ts";
import { toSafeExcerpt } from "../../lib/sanitise.ts";
import type { Gap } from "../../model.ts";
import type { Component } from "./component.ts";
import type { SbomEntry } from "./define.ts";

export interface Unread {
	readonly entry: SbomEntry;
	readonly component: Extract<Component, { is: "unread" | "unidentified" }>;
}

/** Groups that are listed one by one; a document of more types than there are is not one to list. */
const SHOWN_TYPES = 20;
const SHOWN_NAMES = 3;

/** @param about `path` is a bundle path; `readable` counts packages, `broken` entries that are no objects */
export function toUnreadGaps(
	unread: readonly Unread[],
	about: { readonly path: string; readonly readable: number; readonly broken: number },
): readonly Gap[] {
	const path = toRelative(about.path);
	const gaps: Gap[] = [];
	const types = groupByType(unread);
	for (const { type, isLanguage, entries } of types.slice(0, SHOWN_TYPES)) {
		const message = `${toPlural(entries.length, "component")} of type ${toSafeExcerpt(type, 40)}, which fnsift does not read: ${toExamples(entries)}`;
		const blocking = isLanguage || entries.length > about.readable;
		gaps.push({ stage: "resolve", code: "sbom-component-not-read", blocking, path, message });
	}
	if (types.length > SHOWN_TYPES) {
		const message = `components of ${types.length - SHOWN_TYPES} more types, which fnsift does not read`;
		gaps.push({ stage: "resolve", code: "sbom-component-not-read", blocking: true, path, message });
	}
	const unidentified = unread.filter(({ component }) => component.is === "unidentified").map(({ entry }) => entry);
	if (unidentified.length > 0) {
		const message = `${toPlural(unidentified.length, "component")} without a package URL that says which package it is: ${toExamples(unidentified)}`;
		const blocking = unidentified.length > about.readable;
		gaps.push({ stage: "resolve", code: "sbom-component-unidentified", blocking, path, message });
	}
	if (about.broken > 0) {
		const message = `${toPlural(about.broken, "entry")} of a list of components that cannot be read`;
		const blocking = about.broken > about.readable;
		gaps.push({ stage: "resolve", code: "sbom-component-unidentified", blocking, path, message });
	}
	return gaps;
}

export function toBrokenLinksGap(broken: number, path: string): readonly Gap[] {
	if (broken === 0) return [];
	const message = `${toPlural(broken, "dependency")} on or of a component that is not listed`;
	return [{ stage: "resolve", code: "sbom-reference-broken", blocking: false, path: toRelative(path), message }];
}

interface TypeGroup {
	readonly type: string;
	readonly isLanguage: boolean;
	readonly entries: SbomEntry[];
}

/** Languages first, then by type (code units). */
function groupByType(unread: readonly Unread[]): readonly TypeGroup[] {
	const groups = new Map<string, TypeGroup>();
	for (const { entry, component } of unread) {
		if (component.is !== "unread") continue;
		const { type, isLanguage } = component;
		const group = groups.get(type);
		if (group === undefined) groups.set(type, { type, isLanguage, entries: [entry] });
		else group.entries.push(entry);
	}
	return [...groups.values()].sort(
		(a, b) => Number(b.isLanguage) - Number(a.isLanguage) || compareCodeUnits(a.type, b.type),
	);
}

function toExamples(entries: readonly SbomEntry[]): string {
	const shown = entries.slice(0, SHOWN_NAMES).map(toLabel);
	return entries.length > SHOWN_NAMES ? `${shown.join(", ")}, …` : shown.join(", ");
}

function toLabel({ facts: { group, name, version, purl }, pointer }: SbomEntry): string {
	const full = group === null || group === "" || name === null ? (name ?? purl ?? pointer) : `${group}/${name}`;
	return toSafeExcerpt(version === null ? full : `${full} ${version}`, 80);
}
