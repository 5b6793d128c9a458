import type { Dose, TipId } from "../../domain/tips/catalogue.ts";

export interface TipText {
  readonly title: string;
  readonly text: string;
}

/** Every tip in our own words. A sentence says 'may' where nobody has shown 'does'. */
export const TIP_TEXTS: Readonly<Record<TipId, TipText>> = {
  L1: {
    title: "Build up in small steps",
    text: "Let distance, time and effort each grow by no more than about a tenth a week. It is a cautious rule of thumb: a trial in new runners saw no fewer injuries with it. Keep any single long run close to your longest of the last month as well.",
  },
  L2: {
    title: "Plan a day without running",
    text: "Give your hips at least one day a week without a run, and more when they are sore. Muscle and bone adapt to training while they rest, so plan your days off first and fill in the others afterwards.",
  },
  L3: {
    title: "Swap a run for something gentler",
    text: "A swim, a bike ride or the elliptical keeps you fit without the impact. If it hurts your hip, it isn't gentle enough today.",
  },
  L4: {
    title: "Look after your sleep",
    text: "Muscles do much of their repair while you sleep. After a short night, ask less of yourself the next day.",
  },
  L5: {
    title: "Look at the training first",
    text: "Sore hips often follow a change in training: more distance, more speed or fewer days off. Undoing the last change is a good first step, alongside looking at strength and form.",
  },
  F1: {
    title: "Think of the next pair of shoes",
    text: "Most running shoes are replaced somewhere between 300 and 500 miles (483 and 805 km). It is a convention about wear, not an injury alarm; a worn or tilted sole tells you more than the number.",
  },
  F2: {
    title: "Choose the pair that fits your foot",
    text: "When you buy the next pair, try it on for a short run. It should fit your foot and how you land; comfort is a fair guide. Feet that roll far inward turn the legs inward with them, which may ask more of the hips: if yours do, ask the shop or a professional about it.",
  },
  C1: {
    title: "Try slightly quicker steps, gradually",
    text: "Shorter, quicker steps keep the foot from landing far ahead, and may soften the impact. Add about 5% to your usual step rate for one short stretch of a run, and carry on gradually over weeks, up to about 10%. 170 to 180 steps a minute is the usual reference, not a rule. Quicker steps may ask more of the calf and the Achilles tendon, so stop if they get sore.",
  },
  C2: {
    title: "Land under your body, gradually",
    text: "Let the foot come down under you, on its middle, instead of reaching ahead with the heel. Change it gradually, a few minutes a run over several weeks: it may ask more of the calf and the Achilles tendon.",
  },
  C3: {
    title: "Run tall",
    text: "Keep your back long and lean forward a little from the ankles, not from the waist. Check it when you are tired, late in the run.",
  },
  C4: {
    title: "Give each foot its own lane",
    text: "Picture a line between your feet and don't let either foot cross it. Crossing over pulls the thigh inward, which adds strain on the outside of the hip and along the IT band.",
  },
  "W1-leg-swings": {
    title: "Warm-up: leg swings",
    text: "Hold on to something. Swing one leg forward and back, then side to side, loosely and no higher than is comfortable.",
  },
  "W1-walking-lunges": {
    title: "Warm-up: walking lunges",
    text: "Walk in long, slow steps, sinking a little into each one. Keep the front knee over the foot, and stay shallow if deep feels bad.",
  },
  "W1-glute-bridges": {
    title: "Warm-up: glute bridges",
    text: "Lie on your back, feet flat, and lift the hips until your body is straight from knee to shoulder. Squeeze, then come down slowly.",
  },
  "W1-hip-circles": {
    title: "Warm-up: hip circles",
    text: "Stand on one leg with a hand on the wall and draw slow circles with the other knee, first small, then larger, in both directions.",
  },
  "W2-hip-flexors": {
    title: "After the run: hip flexor stretch",
    text: "Kneel on one knee, tuck the pelvis under and shift forward until you feel a stretch at the front of that hip. Hold it steady, without bouncing and without pain.",
  },
  "W2-hamstrings": {
    title: "After the run: hamstring stretch",
    text: "Put one heel on a low step, keep your back long and bend forward from the hips until you feel a gentle pull in the back of the thigh. Hold it.",
  },
  "W2-quadriceps": {
    title: "After the run: quadriceps stretch",
    text: "Stand, take hold of one foot behind you and bring the heel towards your buttock, knees together. Hold on to something.",
  },
  "W2-glutes": {
    title: "After the run: glute stretch",
    text: "Lie on your back, cross one ankle over the other knee and draw that leg towards you until you feel a gentle pull in the buttock. Hold it.",
  },
  "W2-it-band": {
    title: "After the run: outer-thigh stretch",
    text: "Stand, cross one leg behind the other and lean your hips towards the side of the back leg. Go easy: the band itself hardly stretches, the muscle above it does.",
  },
  "W3-rotation": {
    title: "Mobility: turn the hips in and out",
    text: "Sit with both knees bent and feet wide, and let both knees sink slowly to one side and then the other.",
  },
  "W3-flexion-extension": {
    title: "Mobility: bend and straighten the hip",
    text: "On your back, draw one knee towards your chest and slide the other leg out straight along the floor. Change sides slowly.",
  },
  "W3-roll-it-band": {
    title: "Mobility: foam roller for the outer thigh",
    text: "Roll slowly along the outside of the thigh, and stay off the bone at the hip and at the knee. It may feel looser for a while; more than that hasn't been shown.",
  },
  "W3-roll-glutes": {
    title: "Mobility: foam roller for the glutes",
    text: "Sit on the roller, lean to one side and roll slowly over the fleshy part of the buttock. Stay off the bone, and off any spot that sends pain down the leg.",
  },
  "W3-roll-quadriceps": {
    title: "Mobility: foam roller for the front of the thigh",
    text: "Lie face down with the roller under one thigh and roll slowly between the knee and the hip, without pressing into the groin.",
  },
  G1: {
    title: "Strength: clamshells",
    text: "Lie on your side, knees bent, feet together. Lift the top knee without letting the pelvis roll back, then lower it slowly. It works the muscle at the side of the hip.",
  },
  G2: {
    title: "Strength: side-lying leg raises",
    text: "Lie on your side with the top leg straight and a little behind you. Lift it a hand's length or two, toes forward, then lower it slowly. It works the muscles at the side of the hip.",
  },
  "G3-glute-bridge": {
    title: "Strength: glute bridges",
    text: "Lie on your back with your feet flat, lift the hips, hold for a breath and come down slowly. Feel it in the buttocks more than in the back.",
  },
  "G3-hip-thrust": {
    title: "Strength: hip thrusts",
    text: "Rest your shoulders on a bench, feet flat, and lift the hips level with knees and shoulders. It works the big muscle of the buttock. Add weight only when the last repetition is easy.",
  },
  G4: {
    title: "Strength: single-leg deadlift",
    text: "Stand on one leg with a soft knee and tip forward from the hip, back long, the free leg going back. A hand on the wall is fine to start with. It trains balance and the back of the leg.",
  },
  "G5-squat": {
    title: "Strength: squats",
    text: "Feet hip-wide, sit back and down only as far as is comfortable, knees over the toes, and stand up again. Good form before more weight.",
  },
  "G5-lunge": {
    title: "Strength: lunges",
    text: "Step forward, lower until it feels steady, and push back. Keep the knee from falling inward; shorter steps are easier.",
  },
  "G6-front-plank": {
    title: "Core: front plank",
    text: "On forearms and toes, or on the knees, keep a straight line from head to heel and keep breathing. Stop when your back starts to sag.",
  },
  "G6-side-plank": {
    title: "Core: side plank",
    text: "On one forearm and the side of the foot, or on the knee, lift the hips into a straight line and hold.",
  },
  "G6-bird-dog": {
    title: "Core: bird-dog",
    text: "On hands and knees, reach one arm forward and the opposite leg back, without letting the hips tilt. Slow is harder, and better.",
  },
  "G6-dead-bug": {
    title: "Core: dead bug",
    text: "On your back, arms up and knees over the hips, lower one arm and the opposite leg towards the floor while your back stays flat. Change sides.",
  },
  G7: {
    title: "Strength: hip flexors",
    text: "Stand with a light band round both feet and lift one knee to hip height, slowly up and slowly down again. Hip flexors need strength as well as length.",
  },
  G8: {
    title: "Little and often",
    text: "Two short sessions each week, kept up, count for more than a long one now and then. Mark what you did, here or in an email, to keep your own record.",
  },
  G9: {
    title: "Rest it, and cool it if that feels good",
    text: "Leave out what hurts for a few days. Ice in a towel for 10 to 15 minutes, never on skin that feels numb, may ease the ache. Tell us in your next check-in whether it helped; if it doesn't, get it looked at.",
  },
  "P3-pillow": {
    title: "Keep pressure off the sore side",
    text: "Sleep on your back or on the other side, with a pillow between the knees. Don't cross your legs or hang on one hip while standing, and leave stretches across the body and rolling over the bone for later.",
  },
  P1: {
    title: "About the IT band",
    text: "The IT band runs down the outside of the thigh. Irritation there is mostly felt on the outside of the knee, during the run. Pain on the outside of the hip more often comes from elsewhere.",
  },
  P2: {
    title: "About the hip flexors",
    text: "The muscles that lift the thigh cross the front of the hip. They may be sore after much more running than usual or a sudden sprint. Pain at the front that gets worse as you run should be checked by a doctor first.",
  },
  P3: {
    title: "About the tendons at the side of the hip",
    text: "The glute tendons meet the bone at the side of the hip. They are often sore on stairs, when standing on one leg and when lying on that side. Less pressure and less stretching there is what clinicians usually advise first.",
  },
  P4: {
    title: "About deep gluteal pain",
    text: "Pain deep in the buttock, sometimes down the leg, may come from a nerve passing muscles there or from the lower back. A questionnaire can't tell which it is.",
  },
  P5: {
    title: "About bone stress injuries",
    text: "Bone can be overloaded before it breaks. At the hip that is uncommon and serious, and the usual sign is groin pain with exercise. It is often found late. If yours gets worse as you run, or comes at night, don't run until a doctor has looked at it.",
  },
  P6: {
    title: "About the inner thigh",
    text: "The adductors pull the thigh inward and can be strained by a slip, a sprint or an overstretch. Coming back from that takes patience: too early is too much.",
  },
  P7: {
    title: "About the rim of the hip joint",
    text: "The labrum is a ring of cartilage round the socket. A tear in it may be felt in the groin, sometimes when sitting for long, and many people have one without knowing. Only an examination can tell.",
  },
  P8: {
    title: "About the sit bone and the back of the pelvis",
    text: "The hamstrings start at the sit bone; the sacroiliac joint lies higher, near the spine. Both can ache in the buttock. Stretching a sore hamstring tendon often makes it worse.",
  },
  X1: {
    title: "What you saw: knees or pelvis",
    text: "A knee that falls inward, or a pelvis that drops on one leg, may mean that the glutes tire early. Glute strength is the usual advice; it hasn't been shown to prevent hip pain by itself.",
  },
  X2: {
    title: "What you saw: a swaying trunk",
    text: "If your trunk sways with every step, your hips work harder to hold you up. Exercises for the trunk are the usual advice.",
  },
  X3: {
    title: "What you felt: tightness",
    text: "Tight hip flexors, hamstrings or outer thighs may change how you move. Stretch gently after runs, and never into pain.",
  },
  X4: {
    title: "What you saw: soles worn on the inside",
    text: "Soles worn along the inner edge may mean that your feet roll inward far. It matters only if something hurts; a fitting in a running shop is a fair start.",
  },
};

/**
 * A dose in words.
 *
 * @example
 * doseText({ sets: 2, reps: null, holdS: 20, sides: "each-side" }) // "2 × 20 s each side"
 */
export function doseText({ sets, reps, holdS, sides }: Dose): string {
  const once =
    reps === null ? `${holdS ?? 0} s` : holdS === null ? `${reps}` : `${reps} × ${holdS} s`;
  return `${sets} × ${once}${sides === "each-side" ? " each side" : ""}`;
}
