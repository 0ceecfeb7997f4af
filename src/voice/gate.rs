//! Where somebody speaks, by loudness alone (pure).
//!
//! Sound is cut into frames of 20 ms. Speech is loud and soft in turn: silence, a hum and a fan are
//! always the same. Between the 10th and the 95th percentile of the frames lay 23 dB and more in
//! speech, 5 at most in anything steady. Refuses to tell speech from music or from another's voice.

use super::samples::RATE;

/// Samples of a frame: 20 ms.
pub(super) const FRAME: usize = RATE as usize / 50;
pub(super) const FRAME_MS: u32 = 20;

/// The loudness of digital silence, in decibels below the loudest square wave.
pub(super) const SILENT_DB: f32 = -96.0;

/// Closer together than this, loud and soft frames are no speech, in decibels.
const SPEECH_DB: f32 = 12.0;

/// A word is above the silence by this part of the way to the loud frames, but never further below
/// these than so many decibels.
const WAY_UP: f32 = 0.35;
const BELOW_LOUD_DB: f32 = 30.0;

/// A word goes on: of so many frames from its first on at least so many are loud. A click of a key is
/// not.
const WORD_FRAMES: usize = 10;
const WORD_LOUD: usize = 5;

/// What a recording holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sound {
    /// Somebody speaks.
    Speech,
    /// Silence, a hum, a fan: nothing that comes and goes.
    Steady,
    /// Digital zeros: a microphone that is switched off or denied.
    Zeros,
}

/// What a recording holds, and from where to where somebody speaks, in milliseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct GatedSound {
    pub sound: Sound,
    pub speech: Option<(u32, u32)>,
}

/// Listens to a whole recording.
pub(super) fn gated(samples: &[i16]) -> GatedSound {
    // A device that opens gives zeros at first.
    let zeros = samples.iter().take_while(|sample| **sample == 0).count();
    let nothing = |sound| GatedSound {
        sound,
        speech: None,
    };
    if zeros == samples.len() {
        return nothing(Sound::Zeros);
    }
    let skipped = zeros / FRAME;
    let frames: Vec<f32> = samples[skipped * FRAME..]
        .chunks(FRAME)
        .map(loudness_db)
        .collect();
    let mut sorted = frames.clone();
    sorted.sort_unstable_by(f32::total_cmp);
    let percentile = |percent: usize| sorted[(sorted.len() - 1) * percent / 100];
    let (soft, loud) = (percentile(10), percentile(95));
    if loud - soft < SPEECH_DB {
        return nothing(Sound::Steady);
    }
    let gate = (soft + (loud - soft) * WAY_UP).max(loud - BELOW_LOUD_DB);
    let is_loud = |frame: &f32| *frame > gate;
    let is_word = |from: usize| {
        let ahead = &frames[from..frames.len().min(from + WORD_FRAMES)];
        is_loud(&frames[from]) && ahead.iter().filter(|frame| is_loud(frame)).count() >= WORD_LOUD
    };
    let first = (0..frames.len()).find(|&frame| is_word(frame));
    let last_begins = (0..frames.len()).rfind(|&frame| is_word(frame));
    let last = last_begins.map(|from| {
        let ahead = from..frames.len().min(from + WORD_FRAMES);
        ahead
            .rev()
            .find(|&frame| is_loud(&frames[frame]))
            .unwrap_or(from)
    });
    let ms = |frame: usize| {
        u32::try_from(frame + skipped)
            .unwrap_or(u32::MAX)
            .saturating_mul(FRAME_MS)
    };
    match first.zip(last) {
        Some((first, last)) => GatedSound {
            sound: Sound::Speech,
            speech: Some((ms(first), ms(last + 1))),
        },
        // Clicks alone.
        None => nothing(Sound::Steady),
    }
}

/// How loud a frame is.
pub(super) fn loudness_db(frame: &[i16]) -> f32 {
    let squares: f32 = frame.iter().map(|sample| f32::from(*sample).powi(2)).sum();
    let mean = squares / frame.len().max(1) as f32;
    (10.0 * (mean / f32::from(i16::MAX).powi(2)).log10()).max(SILENT_DB)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// So many frames of a square wave as loud as that.
    fn frames(count: usize, loud: i16) -> Vec<i16> {
        let wave = (0..count * FRAME).map(|at| if at % 40 < 20 { loud } else { -loud });
        wave.collect()
    }

    fn joined(parts: &[(usize, i16)]) -> Vec<i16> {
        let parts = parts.iter();
        parts
            .flat_map(|&(count, loud)| frames(count, loud))
            .collect()
    }

    #[test]
    fn speech_is_from_its_first_word_to_its_last() {
        let words = [(50, 30), (20, 6000), (30, 30), (40, 4000), (60, 30)];
        let heard = gated(&joined(&words));
        assert_eq!(heard.sound, Sound::Speech);
        assert_eq!(heard.speech, Some((1000, 1000 + 90 * 20)));
    }

    #[test]
    fn zeros_of_a_device_that_opens_are_no_silence_to_speak_into() {
        let humming = [(100, 0), (200, 300)];
        assert_eq!(gated(&joined(&humming)).sound, Sound::Steady);
        let words = [(100, 0), (50, 30), (20, 6000), (30, 30)];
        assert_eq!(gated(&joined(&words)).speech, Some((3000, 3400)));
    }

    #[test]
    fn what_does_not_come_and_go_is_no_speech() {
        let noise = |at: usize| ((at * 7919) % 401) as i16 - 200;
        let table = [
            (Vec::new(), Sound::Zeros),
            (vec![0; 48_000], Sound::Zeros),
            (frames(200, 1), Sound::Steady),
            (frames(200, 9000), Sound::Steady),
            ((0..48_000).map(noise).collect(), Sound::Steady),
            // A key is pressed at the beginning and at the end.
            (joined(&[(1, 9000), (200, 20), (2, 9000)]), Sound::Steady),
            // Somebody knocks now and then.
            (joined(&[(2, 9000), (12, 20)].repeat(20)), Sound::Steady),
        ];
        for (number, (samples, sound)) in table.into_iter().enumerate() {
            let heard = gated(&samples);
            assert_eq!((heard.sound, heard.speech), (sound, None), "{number}");
        }
    }

    #[test]
    fn loudness_is_told_in_decibels_below_the_loudest() {
        assert_eq!(loudness_db(&[]), SILENT_DB);
        assert_eq!(loudness_db(&[0; FRAME]), SILENT_DB);
        assert!(loudness_db(&[i16::MAX; FRAME]).abs() < 0.01);
        assert!((loudness_db(&[i16::MAX / 10; FRAME]) + 20.0).abs() < 0.01);
    }
}
