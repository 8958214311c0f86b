/** `metadata`: the tool, the data it used, and what the document is about. */
import { ComponentType, LifecyclePhase } from "@cyclonedx/cyclonedx-library/Enums";
import {
	Component,
	ComponentRepository,
	LifecycleRepository,
	Metadata,
	Property,
	PropertyRepository,
	Tools,
} from "@cyclonedx/cyclonedx-library/Models";
import type { Report, TargetKind } from "../../model.ts";
import type { Inventory, ListedMember, ListedTarget } from "../bom/inventory.ts";
import { toVersion } from "./version.ts";

export function toMetadata(report: Report, { targets }: Inventory): Metadata {
	const { source, updated, advisories, sha256 } = report.database;
	return new Metadata({
		lifecycles: new LifecycleRepository(new Set(report.targets.map(({ kind }) => toPhase(kind)))),
		tools: new Tools({ components: new ComponentRepository([toToolComponent(report)]) }),
		component: toSubject(targets),
		properties: new PropertyRepository([
			new Property("fnsift:database:source", source),
			new Property("fnsift:database:updated", updated),
			new Property("fnsift:database:advisories", String(advisories)),
			new Property("fnsift:database:sha256", sha256),
		]),
	});
}

export function toToolComponent({ tool }: Report): Component {
	return new Component(ComponentType.Application, tool.name, { version: tool.version });
}

/** A lockfile is what a build starts from; everything else has been built. */
function toPhase(kind: TargetKind): LifecyclePhase {
	return kind === "lockfile" ? LifecyclePhase.PreBuild : LifecyclePhase.PostBuild;
}

/** The one target, or a run over several with each of them inside. */
function toSubject(targets: readonly ListedTarget[]): Component {
	const components = targets.map(toTargetComponent);
	const [only] = components;
	if (only !== undefined && components.length === 1) return only;
	return new Component(ComponentType.Application, "functions", {
		bomRef: "run",
		components: new ComponentRepository(components),
	});
}

function toTargetComponent({ report, ref, name, version, members }: ListedTarget): Component {
	const { runtime, handler, codeSha256, layers } = report.function;
	const properties = [
		["fnsift:target", report.target],
		["fnsift:target:kind", report.kind],
		["fnsift:complete", String(report.complete)],
		...(runtime === null ? [] : [["fnsift:function:runtime", runtime]]),
		...(handler === null ? [] : [["fnsift:function:handler", handler]]),
		...(codeSha256 === null ? [] : [["fnsift:function:codeSha256", codeSha256]]),
		...layers.map((layer) => ["fnsift:function:layer", layer]),
	] as const;
	return new Component(ComponentType.Application, name, {
		bomRef: ref,
		version: toVersion(version),
		components: new ComponentRepository(members.map(toMemberComponent)),
		properties: new PropertyRepository(properties.map(([key = "", value = ""]) => new Property(key, value))),
	});
}

function toMemberComponent({ ref, own, location }: ListedMember): Component {
	return new Component(ComponentType.Application, own.name || location, {
		bomRef: ref,
		version: toVersion(own.version),
		properties: new PropertyRepository([new Property("cdx:npm:package:path", location)]),
	});
}
