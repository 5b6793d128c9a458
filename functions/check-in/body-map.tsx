import type { Place } from "../../domain/pain/check-in.ts";
import { BODY_VIEWS, PLACE_TEXTS } from "../wording/check-in.en.ts";

/** Outlines from waist to below the knee, in a box of 80 by 112. Drawn for this page. */
const OUTLINES: Readonly<Record<keyof typeof BODY_VIEWS, string>> = {
  front: "M26 4C26 20 17 30 16 50L23 110H36L39 64H41L44 110H57L64 50C63 30 54 20 54 4Z",
  side: "M31 4C30 18 23 28 22 42C21 54 28 58 30 66L32 84L31 110H46L48 86L52 66C57 50 54 24 51 4Z",
  back: "M26 4C26 20 16 30 16 50L22 110H36L39 66H41L44 110H58L64 50C64 30 54 20 54 4Z",
  inner: "M26 4C26 20 17 28 15 46L5 110H19L40 64L61 110H75L65 46C63 28 54 20 54 4Z",
};

/** The fold of the buttocks. */
const FOLDS = "M20 56C26 62 34 62 40 56C46 62 54 62 60 56";

interface Spot {
  readonly place: Place;
  readonly x: number;
  readonly y: number;
}

/**
 * Which place is shown in which drawing, and where. style.ts has what a finger touches: as wide as a finger, so where
 * two spots are close, one lies above the line between them and the other below.
 */
const SPOTS: Readonly<Record<keyof typeof BODY_VIEWS, readonly Spot[]>> = {
  front: [
    { place: "front-or-groin", x: 34, y: 59 },
    { place: "deep", x: 26, y: 43 },
  ],
  side: [
    { place: "outside", x: 38, y: 44 },
    { place: "outer-knee", x: 40, y: 88 },
  ],
  back: [
    { place: "buttock", x: 28, y: 42 },
    { place: "sit-bone", x: 33, y: 60 },
  ],
  inner: [{ place: "inner-thigh", x: 28, y: 76 }],
};

const VIEWS = ["front", "side", "back", "inner"] as const;

/**
 * Four drawings, each above the boxes of its places. The boxes are what is filled in, by keyboard or
 * by touch. Touching a spot in the drawing ticks its box, since the spot is a label for it.
 */
export function BodyMap({ places }: { places: readonly Place[] }) {
  return (
    <div class="body-map">
      {VIEWS.map((view) => (
        <fieldset>
          <legend>{BODY_VIEWS[view]}</legend>
          <div class="drawing">
            <svg viewBox="0 0 80 112" aria-hidden="true" focusable="false">
              <path class="body" d={OUTLINES[view]} />
              {view === "back" ? <path class="fold" d={FOLDS} /> : null}
              {SPOTS[view].map(({ place, x, y }) => (
                <circle class={`spot ${place}`} cx={x} cy={y} r={6.5} />
              ))}
            </svg>
            {SPOTS[view].map(({ place }) => (
              // biome-ignore lint/a11y/noLabelWithoutControl: the box has its own label in words; this one is for fingers only
              <label class={`spot ${place}`} for={`place-${place}`} aria-hidden="true"></label>
            ))}
          </div>
          {SPOTS[view].map(({ place }) => (
            <label class="choice">
              <input
                type="checkbox"
                id={`place-${place}`}
                name="places"
                value={place}
                checked={places.includes(place)}
              />
              <span>{PLACE_TEXTS[place]}</span>
            </label>
          ))}
        </fieldset>
      ))}
    </div>
  );
}
