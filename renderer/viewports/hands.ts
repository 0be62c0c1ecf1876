import { type RefObject, useEffect, useRef } from 'react';
import type { Window } from '../../core/contract/index.ts';
import { commands } from '../commands.ts';
import type { Stack } from '../images/stack.ts';
import { presetsOf, windowOf } from '../images/windows.ts';
import { changeThickness } from '../slabs.ts';
import { change, useWindow } from '../state.ts';
import { turnPlanes } from '../turning.ts';
import type { View } from './view.ts';

type Hands = {
  stack: Stack | undefined;
  view: RefObject<View | undefined>;
  uid: string | undefined;
  modality: string;
  wanted: RefObject<number>;
  scrollTo: (index: number) => void;
  setWindow: (window: Window) => void;
};

/** Keys and buttons, while this viewport is the one in use. */
export function useCommands(active: boolean, hands: Hands) {
  const now = useRef(hands);
  now.current = hands;
  useEffect(() => {
    if (!active) return;
    return commands.listen((command) => {
      const { stack, view, uid, modality, wanted, scrollTo, setWindow } = now.current;
      if (!stack || !uid) return;
      const state = useWindow.getState();
      const { [uid]: _, ...others } = state.windows;
      if (command.kind === 'scroll') scrollTo(wanted.current + command.by);
      else if (command.kind === 'flip') view.current?.flip();
      else if (command.kind === 'thickness') changeThickness(uid, command.by);
      else if (command.kind === 'turn') turnPlanes(stack, (command.degrees * Math.PI) / 180);
      else if (command.kind === 'invert') change({ inverted: { ...state.inverted, [uid]: !state.inverted[uid] } });
      else if (command.kind === 'reset') {
        view.current?.reset();
        const { [uid]: _turned, ...turns } = state.turns;
        change({ windows: others, inverted: { ...state.inverted, [uid]: false }, turns });
      } else if (command.kind === 'preset') {
        const preset = presetsOf(modality)[command.number - 1];
        const slice = stack.peek(wanted.current);
        const window = preset && slice && windowOf(preset, slice);
        if (window) setWindow(window);
        else if (preset) change({ windows: others });
      }
    });
  }, [active]);
}
