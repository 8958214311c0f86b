/** The verdict in one word or two. */
import type { Report } from "../../model.ts";
import type { StyleName } from "../text/style.ts";
import { isQuiet } from "./tally.ts";

export function toVerdictWord({ verdict, targets }: Report): { readonly word: string; readonly style: StyleName } {
	switch (verdict.exitCode) {
		case 1:
			return { word: "FAIL", style: "red" };
		case 3:
			return { word: "INCOMPLETE", style: "yellow" };
		case 4:
			return { word: "NOTHING TO SCAN", style: "yellow" };
		case 0: {
			// Exit 0 only says that no gate failed: a reader must not take it for "clean".
			const found = targets.some(({ findings }) => findings.some((finding) => finding.gating && !isQuiet(finding)));
			const unseen = targets.some(({ gaps }) => gaps.some(({ blocking }) => blocking));
			if (!found && !unseen) return { word: "PASS", style: "green" };
			const reservations = [...(found ? ["findings"] : []), ...(unseen ? ["gaps"] : [])];
			return { word: `PASS with ${reservations.join(" and ")}`, style: "yellow" };
		}
	}
}
