/** Which of two judgements about copies of one package stands for it. */
import { CONFIDENCES, SEVERITIES } from "../../../model.ts";
import type { Judgement } from "./judge.ts";

/** 1. the more severe, 2. the surer; copies are otherwise in the order of their locations. */
export function compareJudgements(a: Judgement, b: Judgement): number {
	return (
		SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity) ||
		CONFIDENCES.indexOf(a.confidence) - CONFIDENCES.indexOf(b.confidence)
	);
}
