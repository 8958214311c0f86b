/** `components`: one for each entry of `packages`. */
import { ComponentScope, ComponentType, HashAlgorithm } from "@cyclonedx/cyclonedx-library/Enums";
import { Component, HashDictionary, Property, PropertyRepository } from "@cyclonedx/cyclonedx-library/Models";
import type { Package, Scope } from "../../model.ts";
import { type HashAlgorithm as Algorithm, parseIntegrity } from "../bom/integrity.ts";
import type { Inventory, ListedPackage } from "../bom/inventory.ts";
import { toVersion } from "./version.ts";

/** `excluded` documents what is there for tests and development, not for use at run time. */
const SCOPES: Readonly<Record<Scope, ComponentScope>> = {
	prod: ComponentScope.Required,
	peer: ComponentScope.Required,
	optional: ComponentScope.Optional,
	dev: ComponentScope.Excluded,
};

const ALGORITHMS: Readonly<Record<Algorithm, HashAlgorithm>> = {
	sha1: HashAlgorithm["SHA-1"],
	sha256: HashAlgorithm["SHA-256"],
	sha384: HashAlgorithm["SHA-384"],
	sha512: HashAlgorithm["SHA-512"],
};

export function listComponents({ targets }: Inventory): readonly Component[] {
	return targets.flatMap(({ packages }) => packages.map(toComponent));
}

function toComponent({ ref, package: item }: ListedPackage): Component {
	const { group, name } = splitName(item);
	const hashes = parseIntegrity(item.integrity).map(({ algorithm, hex }) => [ALGORITHMS[algorithm], hex] as const);
	return new Component(ComponentType.Library, name, {
		bomRef: ref,
		group,
		version: toVersion(item.version),
		scope: SCOPES[item.scope],
		hashes: new HashDictionary(hashes),
		purl: item.purl,
		properties: new PropertyRepository(listProperties(item)),
	});
}

/** `@scope/name` and `group:artifact` in two, as a purl has them. */
function splitName({ ecosystem, name }: Package): { readonly group: string | undefined; readonly name: string } {
	const at = ecosystem === "Maven" ? name.indexOf(":") : name.startsWith("@") ? name.indexOf("/") : -1;
	return at < 1 ? { group: undefined, name } : { group: name.slice(0, at), name: name.slice(at + 1) };
}

/** Names under `cdx:npm` are those of the CycloneDX property taxonomy. */
function listProperties(item: Package): readonly Property[] {
	const properties: (readonly [string, string])[] = [
		["fnsift:id", item.id],
		["fnsift:origin", item.origin],
		["fnsift:relation", item.relation],
		["fnsift:scope", item.scope],
		["fnsift:source", item.source],
	];
	if (item.shadowedBy !== null) properties.push(["fnsift:shadowedBy", item.shadowedBy]);
	if (item.unrooted) properties.push(["fnsift:unrooted", "true"]);
	if (item.ecosystem === "npm") {
		if (item.scope === "dev") properties.push(["cdx:npm:package:development", "true"]);
		if (item.hasInstallScript) properties.push(["fnsift:hasInstallScript", "true"]);
	}
	return properties.map(([name, value]) => new Property(name, value));
}
