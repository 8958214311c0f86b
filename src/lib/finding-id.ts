/** Finding identity: the same from a lockfile, a zip and an ARN. See design, "Identity". */
import { hash } from "node:crypto";
import type { Ecosystem, FindingKind } from "../model.ts";

export interface FindingIdentity {
	readonly kind: FindingKind;
	/** canonical advisory id, or `fnsift/<heuristic>` */
	readonly rule: string;
	readonly ecosystem: Ecosystem;
	/** exactly as written */
	readonly name: string;
	/** `null` when not known or when there are several candidates */
	readonly version: string | null;
}

/** `fs1-` and the first 20 hex digits of SHA-256 over `[kind, rule, ecosystem, name, version or ""]`: never path, origin, target or severity. */
export function toFindingId({ kind, rule, ecosystem, name, version }: FindingIdentity): string {
	return digest([kind, rule, ecosystem, name, version ?? ""]);
}

/** The same without the version, for "is this news?". */
export function toFindingKey({ kind, rule, ecosystem, name }: FindingIdentity): string {
	return digest([kind, rule, ecosystem, name]);
}

function digest(parts: readonly string[]): string {
	return `fs1-${hash("sha256", JSON.stringify(parts), "hex").slice(0, 20)}`;
}
