/** Which scopes `.npmrc` binds to a registry of their own. Its content is never shown: it holds tokens. */

const BINDING = /^\s*(@[\w.~-]+):registry\s*=\s*(\S+)\s*$/;
const DEFAULT = /^\s*registry\s*=\s*(\S+)\s*$/;

/**
 * The bound scopes (`@acme`). A binding to the registry that the file makes the default for every name, or that npm
 * has as default, does not make a scope private: `publicRegistry` is that default.
 */
export function parsePrivateScopes(text: string, publicRegistry: string | null): ReadonlySet<string> {
	const bindings = new Map<string, string>();
	let fallback: string | undefined;
	for (const line of text.split(/\r?\n/)) {
		const [, scope, registry] = BINDING.exec(line) ?? [];
		if (scope !== undefined && registry !== undefined) bindings.set(scope, toComparable(registry));
		const [, all] = DEFAULT.exec(line) ?? [];
		if (all !== undefined) fallback = toComparable(all);
	}
	const known = [fallback, publicRegistry === null ? undefined : toComparable(publicRegistry)];
	return new Set([...bindings].filter(([, registry]) => !known.includes(registry)).map(([scope]) => scope));
}

function toComparable(address: string): string {
	return address
		.replace(/^["']|["']$/g, "")
		.replace(/\/+$/, "")
		.toLowerCase();
}
