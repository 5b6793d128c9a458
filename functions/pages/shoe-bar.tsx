import type { ShoeStatus, ShoeWear } from "../../domain/shoes.ts";
import type { Reading } from "../wording/en.ts";
import * as en from "../wording/en.ts";
import { shoeFigure, shoeOutlook, shoeStatus } from "../wording/shoe-wear.en.ts";

const tone: Record<ShoeStatus, string> = {
  ok: "good",
  notice: "warn",
  replace: "stop",
  retired: "quiet",
};

/** How near a pair is to its limit. Words beside the bar say the same as its colour. */
export function ShoeBar({ shoe, reading }: { shoe: ShoeWear; reading: Reading }) {
  const { name, distanceM, replaceAtM, status } = shoe;
  const figure = shoeFigure(shoe, reading.units);
  const state = status === "retired" ? "" : `${en.sentence(shoeStatus(shoe))}; `;
  const outlook = shoeOutlook(shoe, reading);
  return (
    <>
      <p class="pair">
        <strong>{name}</strong> <span>{figure}</span>
      </p>
      <progress
        class={tone[status]}
        max={Math.round(replaceAtM)}
        value={Math.min(Math.round(distanceM), Math.round(replaceAtM))}
        aria-label={`${name}: ${figure}`}
      ></progress>
      <p class="quiet">{state === "" ? en.sentence(outlook) : `${state}${outlook}`}.</p>
    </>
  );
}
