/** Packages as a lockfile lists them, and what was there before, for tests of comparisons. */
import type { Before, ListedPackage } from "../../src/check/compare.ts";

export const REGISTRY = "https://registry.example";

/** `name@1.0.0` of the registry, without a hash. */
export function toListed(spec: string, fields: Partial<ListedPackage> = {}): ListedPackage {
	const at = spec.lastIndexOf("@");
	const [name, version] = [spec.slice(0, at), spec.slice(at + 1)];
	return {
		location: `/var/task/node_modules/${name}`,
		name,
		version,
		source: "registry",
		scope: "prod",
		integrity: null,
		hasInstallScript: false,
		...fields,
	};
}

/** The address of a package in a registry. */
export function toAddress(spec: string, registry = REGISTRY): { readonly resolved: string } {
	const at = spec.lastIndexOf("@");
	const name = spec.slice(0, at);
	return { resolved: `${registry}/${name}/-/${name.slice(name.indexOf("/") + 1)}-${spec.slice(at + 1)}.tgz` };
}

export function toBefore(packages: readonly ListedPackage[]): Before {
	return {
		findNamed: (names) => packages.filter(({ name }) => names.has(name)),
		listAddresses: () => packages.flatMap(({ resolved }) => resolved ?? []),
	};
}
