/**
 * What yarn 2 and later call a package: `name@protocol:reference::parameters`, in descriptors (what is asked for) and in
 * locators (what it is resolved to) alike.
 *
 * Source: https://yarnpkg.com/protocols and `structUtils` of @yarnpkg/core.
 */
import { splitPattern } from "./pattern.ts";

export interface Locator {
	readonly name: string;
	/** `npm`, `workspace`, `patch`, …; `""` where there is none */
	readonly protocol: string;
	/** behind the protocol, without parameters */
	readonly reference: string;
	/** behind `::`, decoded */
	readonly parameters: ReadonlyMap<string, string>;
}

const PROTOCOL = /^([a-z][a-z0-9+.-]*):/i;
/** `git@host:path`, an address of Git's own form for SSH */
const SHELL = /^[\w.-]+@[\w.-]+:/;

export function parseLocator(text: string): Locator {
	const { name, range } = splitPattern(text);
	const split = range.indexOf("::");
	const whole = split === -1 ? range : range.slice(0, split);
	const [prefix = "", protocol = SHELL.test(whole) ? "ssh" : ""] = PROTOCOL.exec(whole) ?? [];
	// In an address the protocol is a part of what follows.
	const isAddress = /^(?:https?|ssh|git(?:\+[a-z]+)?)$/i.test(protocol);
	return {
		name,
		protocol: protocol.toLowerCase(),
		reference: isAddress ? whole : whole.slice(prefix.length),
		parameters: split === -1 ? NONE : parseParameters(range.slice(split + 2)),
	};
}

const NONE: ReadonlyMap<string, string> = new Map();

function parseParameters(text: string): ReadonlyMap<string, string> {
	return new Map(new URLSearchParams(text));
}

/** What `patch:` patches: `a@patch:b@npm%3A1.0.0#./b.patch` -> `b@npm:1.0.0`; `undefined` for any other locator. */
export function findPatched({ protocol, reference }: Locator): string | undefined {
	if (protocol !== "patch") return undefined;
	const end = reference.indexOf("#");
	try {
		return decodeURIComponent(end === -1 ? reference : reference.slice(0, end));
	} catch {
		return undefined;
	}
}

/** Without what binds a descriptor to who asks: `a@file:./a::locator=b%40workspace%3A.` -> `a@file:./a`. */
export function stripParameters(descriptor: string): string {
	const split = descriptor.indexOf("::");
	return split === -1 ? descriptor : descriptor.slice(0, split);
}
