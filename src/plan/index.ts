/**
 * Findings -> what to do about them, best first.
 *
 * 1. Findings are put together by what would be changed (subjects).
 * 2. For each, the version to go to is chosen, and the first strategy that fits proposes a change.
 * 3. Proposals that are one action are merged; those that close nothing worth a change are dropped.
 * 4. Each is measured in bytes and ranked.
 * 5. Commands that would undo what the ones before them do are held back.
 *
 * Without a registry, and where it does not answer, versions are judged by the advisories' ranges alone.
 */
import { compareCodeUnits } from "../lib/order.ts";
import type { PackageManager } from "../lib/package-manager.ts";
import { toSafeExcerpt } from "../lib/sanitise.ts";
import { loadVersionOrders } from "../lib/version-order.ts";
import type { DependencyGraph, Finding, Fix, Gap } from "../model.ts";
import type { AdvisoryIndex, Progress, Registry } from "../ports.ts";
import { findBrought } from "./brought.ts";
import { instruct } from "./commands/instruct.ts";
import { isAdmittedByAll, toDemand } from "./demand.ts";
import { Copies } from "./graph/copies.ts";
import { Dependents } from "./graph/dependents.ts";
import { Walks } from "./graph/walks.ts";
import { holdBack, type Planned } from "./hold-back.ts";
import { measureImpact } from "./impact.ts";
import { mergeProposals } from "./merge.ts";
import { type Proposal, toEcosystem, toNameList } from "./proposal.ts";
import { numberFixes, sortFixes } from "./rank.ts";
import type { Case, PlanContext } from "./strategies/define.ts";
import { STRATEGIES } from "./strategies/index.ts";
import { toLeft } from "./strategies/leave.ts";
import { isWanted, type Subject, toSubjects } from "./subjects.ts";
import { Unneeded } from "./unneeded.ts";
import { findMostBreaking, toBreaking } from "./versions/compare.ts";
import { Judgements } from "./versions/judgements.ts";
import { Publications } from "./versions/publications.ts";
import { chooseTarget } from "./versions/targets.ts";

export interface PlanInput {
	readonly graph: DependencyGraph;
	readonly findings: readonly Finding[];
	readonly index: AdvisoryIndex;
	/** `null`: fixes are judged by version ranges only */
	readonly registry: Registry | null;
	readonly progress: Progress;
	/** who owns the project at the bundle's root: fixes have its commands; npm when left out */
	readonly packageManager?: PackageManager;
}

export interface Plan {
	/** by rank */
	readonly fixes: readonly Fix[];
	readonly gaps: readonly Gap[];
}

/** Plans for all findings. A registry that fails is a gap. @throws DatabaseError when the advisory data is damaged. */
export async function plan(input: PlanInput): Promise<Plan> {
	await loadVersionOrders(input.findings.map(({ ecosystem }) => ecosystem));
	const context = toContext(input);
	const subjects = toSubjects(input.graph, input.findings, context.dependents);
	await ask(subjects, context.publications, input.progress);
	const proposals: Proposal[] = [];
	for (const subject of subjects) proposals.push(...(await proposeFor(subject, context)));
	const merged = mergeProposals(proposals).filter(({ closes }) => closes.some(isWanted));
	const fixes = await Promise.all(merged.map((proposal) => toFix(proposal, context)));
	const inOrder = holdBack(sortFixes(fixes), context.dependents);
	return { fixes: numberFixes(inOrder), gaps: [...context.publications.gaps, ...context.judgements.gaps] };
}

/** Asks the registry for all packages at once; the answers are kept, so that the rest runs in a fixed order. */
async function ask(subjects: readonly Subject[], publications: Publications, progress: Progress): Promise<void> {
	if (!publications.asked) return;
	const names = [...new Set(subjects.filter(({ ecosystem }) => ecosystem === "npm").map(({ name }) => name))];
	let done = 0;
	await Promise.all(
		names.map(async (name) => {
			await publications.versions(name);
			done += 1;
			progress.step("plan", "asking the registry", done, names.length);
		}),
	);
}

function toContext({ graph, index, registry, packageManager = "npm" }: PlanInput): PlanContext {
	const dependents = new Dependents(graph);
	return {
		graph,
		manager: packageManager,
		dependents,
		judgements: new Judgements(index, graph),
		publications: new Publications(registry),
		unneeded: new Unneeded(graph, dependents),
		copies: new Copies(graph, dependents),
		walks: new Walks(graph, dependents),
	};
}

async function proposeFor(subject: Subject, context: PlanContext): Promise<readonly Proposal[]> {
	const one = await toCase(subject, context);
	for (const strategy of STRATEGIES) {
		const proposed = strategy.propose(one, context);
		// Most strategies answer at once, and waiting for an answer that is there takes longer than making it.
		const proposal = proposed instanceof Promise ? await proposed : proposed;
		if (proposal === undefined) continue;
		const left = subject.findings.filter((finding) => isWanted(finding) && !proposal.closes.includes(finding));
		return left.length === 0 ? [proposal] : [proposal, toLeft(one, left)];
	}
	return [];
}

async function toCase(subject: Subject, { dependents, judgements, publications }: PlanContext): Promise<Case> {
	const demand = toDemand(subject, dependents);
	if (subject.ecosystem !== "npm") {
		return { subject, demand, isPublished: false, target: chooseTarget(subject, judgements, undefined, () => true) };
	}
	const published = await publications.versions(subject.name);
	const isOpen = (version: string) => isAdmittedByAll(demand, subject.version, version);
	const target = chooseTarget(subject, judgements, published, isOpen);
	return { subject, demand, isPublished: published !== undefined, target };
}

async function toFix(proposal: Proposal, context: PlanContext): Promise<Planned> {
	const { action, headline, origin, closes, introduces, verified } = proposal;
	const brought = (await Promise.all(proposal.moves.map((move) => findBrought(move, context)))).flat();
	const labels = brought.map(({ label }) => label);
	const { command, note } = instruct(proposal, context);
	const sameName = proposal.moves.filter(({ name }) => name === headline.name);
	const ecosystem = toEcosystem(headline);
	const fix = {
		action,
		package: headline.name,
		from: headline.from,
		to: headline.to,
		origin,
		breaking: findMostBreaking(sameName.map(({ from, to }) => toBreaking(from, to, ecosystem))),
		closes: closes.map(({ id }) => id).sort(compareCodeUnits),
		introduces: [...new Set([...introduces, ...brought.flatMap(({ ids }) => ids)])].sort(compareCodeUnits),
		verified,
		impact: await measureImpact(proposal, context.publications),
		command,
		reason: [toReason(proposal, labels), ...(note === null ? [] : [note])].join("; "),
	};
	const { narrow } = proposal;
	const narrowCommand = narrow === undefined ? null : instruct({ ...proposal, edits: narrow }, context).command;
	return { fix, closes, proposal, narrowCommand };
}

/** The strategy's reason, the other versions that the same change moves, and what it brings in. */
function toReason({ action, headline, moves, reason }: Proposal, brought: readonly string[]): string {
	const others = moves.filter(({ name, from }) => name === headline.name && from !== headline.from);
	const parts = [reason];
	if (others.length > 0 && action !== "remove") {
		const list = others.slice(0, 5).map(({ from, to }) => {
			const before = toSafeExcerpt(from ?? "unknown", 50);
			return to === null ? before : `${before} to ${to}`;
		});
		parts.push(`also moves ${list.join(", ")}${others.length > 5 ? ` and ${others.length - 5} more` : ""}`);
	}
	if (brought.length > 0) parts.push(`it brings in ${toNameList(brought)}, which advisories affect`);
	return parts.join("; ");
}
