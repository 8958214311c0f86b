/**
 * Which packages may be named to a service on the network: those of the public registry, and those of which nobody says
 * where they are from. Never those of private registries, git, files, tarballs, links and workspaces, nor any name in a
 * scope that is bound to a private registry.
 */
import type { DependencyGraph, Ecosystem, Package } from "../model.ts";

export class PublicNames {
	readonly #privateScopes = new Set<string>();
	readonly #known = new Map<string, boolean>();
	readonly #own = new Set<string>();

	constructor({ packages, own }: Pick<DependencyGraph, "packages" | "own">) {
		for (const { name, source } of packages) {
			const scope = toScope(name);
			if (source === "private" && scope !== undefined) this.#privateScopes.add(scope);
		}
		for (const { name } of own) if (name !== null) this.#own.add(name);
		for (const entry of packages) {
			const key = toKey(entry.ecosystem, entry.name);
			this.#known.set(key, this.#known.get(key) === true || this.isPublic(entry));
		}
	}

	isPublic({ name, source }: Pick<Package, "name" | "source">): boolean {
		return (source === "registry" || source === "unknown") && !this.#isInPrivateScope(name);
	}

	/** The same for a name that a package asks for, in the graph or not. */
	isPublicName(ecosystem: Ecosystem, name: string): boolean {
		return this.#known.get(toKey(ecosystem, name)) ?? (!this.#own.has(name) && !this.#isInPrivateScope(name));
	}

	#isInPrivateScope(name: string): boolean {
		const scope = toScope(name);
		return scope !== undefined && this.#privateScopes.has(scope);
	}
}

function toScope(name: string): string | undefined {
	const slash = name.indexOf("/");
	return name.startsWith("@") && slash > 0 ? name.slice(0, slash) : undefined;
}

function toKey(ecosystem: Ecosystem, name: string): string {
	return `${ecosystem} ${name}`;
}
