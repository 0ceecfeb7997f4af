//! Bytes to samples and back: what a recorder writes, and the WAV file that a recogniser reads.
//!
//! A recorder is asked for raw samples, 16,000 a second of 16 bits. Some cannot help writing a header
//! (RIFF, or Sun's AU, which `pw-record` writes into a pipe): then it is read, and samples of another
//! rate or number of channels are converted. RIFF as in Microsoft's "Multimedia Programming
//! Interface and Data Specifications 1.0", AU as in Sun's `audio/au.h`. Refuses to guess what raw
//! samples are by how they sound.

/// Samples a second.
pub(super) const RATE: u32 = 16_000;

/// The same a millisecond.
pub(super) const SAMPLES_A_MS: usize = RATE as usize / 1000;

/// Bytes of a sample.
const SAMPLE: usize = 2;

/// The number of linear samples of 16 bits, in RIFF and in AU.
const RIFF_LINEAR: u16 = 1;
const RIFF_EXTENSIBLE: u16 = 0xfffe;
const AU_LINEAR: u32 = 3;

/// More than this is no rate of a microphone, in samples a second.
const HIGHEST_RATE: u32 = 192_000;

/// What a stream of bytes holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct StreamShape {
    /// Where the samples begin.
    begins: usize,
    rate: u32,
    channels: usize,
    big_endian: bool,
}

/// Raw, as it was asked for.
const RAW: StreamShape = StreamShape {
    begins: 0,
    rate: RATE,
    channels: 1,
    big_endian: false,
};

impl StreamShape {
    /// By its first bytes; an error says what is in it instead. A header that has not come whole yet
    /// counts as raw.
    pub(super) fn of(bytes: &[u8]) -> Result<StreamShape, String> {
        match bytes.get(..4) {
            Some(b"RIFF" | b"RF64") if bytes.get(8..12) == Some(b"WAVE") => riff(bytes),
            Some(b".snd") => au(bytes, u32::from_be_bytes, true),
            Some(b"dns.") => au(bytes, u32::from_le_bytes, false),
            Some(b"OggS" | b"fLaC") => Err("writes compressed sound".to_owned()),
            _ => Ok(RAW),
        }
    }

    /// Milliseconds that so many bytes of the stream take.
    pub(super) fn ms(self, bytes: usize) -> u32 {
        let samples = bytes.saturating_sub(self.begins) / (SAMPLE * self.channels);
        u32::try_from(samples as u64 * 1000 / u64::from(self.rate)).unwrap_or(u32::MAX)
    }

    /// The samples as they are wanted, of one channel.
    pub(super) fn samples(self, bytes: &[u8]) -> Vec<i16> {
        let bytes = bytes.get(self.begins..).unwrap_or_default();
        let read = |pair: &[u8]| match self.big_endian {
            true => i16::from_be_bytes([pair[0], pair[1]]),
            false => i16::from_le_bytes([pair[0], pair[1]]),
        };
        if self.channels == 1 && self.rate == RATE {
            return bytes.chunks_exact(SAMPLE).map(read).collect();
        }
        let frames = bytes.chunks_exact(SAMPLE * self.channels);
        let mono = frames.map(|frame| {
            let sum: i32 = frame
                .chunks_exact(SAMPLE)
                .map(|pair| i32::from(read(pair)))
                .sum();
            sum as f32 / self.channels as f32
        });
        resampled(&mono.collect::<Vec<f32>>(), self.rate)
    }
}

/// Each sample the mean of what lies in its time, or, out of fewer, what lies between two.
fn resampled(samples: &[f32], rate: u32) -> Vec<i16> {
    let step = f64::from(rate) / f64::from(RATE);
    let count = (samples.len() as f64 / step) as usize;
    let at = |place: usize| samples[place.min(samples.len() - 1)];
    let one = |number: usize| {
        let from = number as f64 * step;
        let (first, last) = (from as usize, (from + step) as usize);
        match last > first + 1 {
            true => {
                let last = last.min(samples.len());
                samples[first..last].iter().sum::<f32>() / (last - first) as f32
            }
            false => {
                let part = (from - first as f64) as f32;
                at(first) * (1.0 - part) + at(first + 1) * part
            }
        }
    };
    // Casting cuts off what is too loud.
    (0..count)
        .map(|number| one(number).round() as i16)
        .collect()
}

fn riff(bytes: &[u8]) -> Result<StreamShape, String> {
    let word = |at: usize| Some(u32::from_le_bytes(bytes.get(at..at + 4)?.try_into().ok()?));
    let half = |at: usize| Some(u16::from_le_bytes(bytes.get(at..at + 2)?.try_into().ok()?));
    let mut at = 12;
    let mut shape = None;
    while let (Some(name), Some(size)) = (bytes.get(at..at + 4), word(at + 4)) {
        let body = at + 8;
        match name {
            b"fmt " => {
                let fields = (half(body), half(body + 2), word(body + 4), half(body + 14));
                let (Some(kind), Some(channels), Some(rate), Some(bits)) = fields else {
                    break;
                };
                let is_linear = kind == RIFF_LINEAR
                    || kind == RIFF_EXTENSIBLE && half(body + 24) == Some(RIFF_LINEAR);
                shape = Some(checked(channels.into(), rate, bits, is_linear)?);
            }
            b"data" => {
                let Some(shape) = shape else { break };
                return Ok(StreamShape {
                    begins: body,
                    ..shape
                });
            }
            _ => {}
        }
        at = body
            .saturating_add(size as usize)
            .saturating_add(size as usize % 2);
    }
    Ok(RAW)
}

fn au(bytes: &[u8], number: fn([u8; 4]) -> u32, big_endian: bool) -> Result<StreamShape, String> {
    let word = |at: usize| Some(number(bytes.get(at..at + 4)?.try_into().ok()?));
    let (Some(begins), Some(kind), Some(rate), Some(channels)) =
        (word(4), word(12), word(16), word(20))
    else {
        return Ok(RAW);
    };
    let shape = checked(channels, rate, 16, kind == AU_LINEAR)?;
    Ok(StreamShape {
        begins: begins as usize,
        big_endian,
        ..shape
    })
}

/// The shape that a header tells of.
fn checked(channels: u32, rate: u32, bits: u16, is_linear: bool) -> Result<StreamShape, String> {
    match channels {
        _ if !is_linear || bits != 16 => Err("writes samples that are not of 16 bits".to_owned()),
        1..=8 if (1..=HIGHEST_RATE).contains(&rate) => Ok(StreamShape {
            begins: 0,
            rate,
            channels: channels as usize,
            big_endian: false,
        }),
        _ => Err(format!(
            "writes {channels} channels of {rate} samples a second"
        )),
    }
}

/// Whether samples that were to be one channel are two with the same sound: each is there twice, and
/// the next one is another.
pub(super) fn are_doubled(samples: &[i16]) -> bool {
    let pairs = samples.chunks_exact(2);
    let sound = pairs.clone().filter(|pair| pair != &[0, 0]).count();
    let same = pairs
        .filter(|pair| pair[0] == pair[1] && pair[0] != 0)
        .count();
    let shifted = samples.get(1..).unwrap_or_default().chunks_exact(2);
    let across = shifted
        .filter(|pair| pair[0] == pair[1] && pair[0] != 0)
        .count();
    // Half a second of sound, so that no chance does it.
    sound >= RATE as usize / 2 && same * 20 >= sound * 19 && across * 2 <= sound
}

/// A WAV file of these samples.
pub(super) fn wav(samples: &[i16]) -> Vec<u8> {
    let size = u32::try_from(samples.len() * SAMPLE).unwrap_or(u32::MAX);
    let mut bytes = Vec::with_capacity(44 + samples.len() * SAMPLE);
    bytes.extend_from_slice(b"RIFF");
    bytes.extend_from_slice(&size.saturating_add(36).to_le_bytes());
    bytes.extend_from_slice(b"WAVEfmt ");
    bytes.extend_from_slice(&16_u32.to_le_bytes());
    bytes.extend_from_slice(&RIFF_LINEAR.to_le_bytes());
    bytes.extend_from_slice(&1_u16.to_le_bytes());
    bytes.extend_from_slice(&RATE.to_le_bytes());
    bytes.extend_from_slice(&(RATE * SAMPLE as u32).to_le_bytes());
    bytes.extend_from_slice(&(SAMPLE as u16).to_le_bytes());
    bytes.extend_from_slice(&16_u16.to_le_bytes());
    bytes.extend_from_slice(b"data");
    bytes.extend_from_slice(&size.to_le_bytes());
    samples
        .iter()
        .for_each(|sample| bytes.extend_from_slice(&sample.to_le_bytes()));
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tone(rate: u32, channels: usize, seconds: u32) -> Vec<i16> {
        let at = |place: u32| (f64::from(place) * 2764.6 / f64::from(rate)).sin() * 9000.0;
        let frames = (0..rate * seconds).map(|place| at(place) as i16);
        frames
            .flat_map(|sample| std::iter::repeat_n(sample, channels))
            .collect()
    }

    fn little(samples: &[i16]) -> Vec<u8> {
        samples
            .iter()
            .flat_map(|sample| sample.to_le_bytes())
            .collect()
    }

    /// A RIFF header as a program writes it into a pipe: sizes that it does not know.
    fn riff_header(rate: u32, channels: u16, kind: u16, bits: u16) -> Vec<u8> {
        let mut bytes = b"RIFF\xff\xff\xff\xffWAVELIST\x04\0\0\0abcdfmt \x10\0\0\0".to_vec();
        bytes.extend(kind.to_le_bytes());
        bytes.extend(channels.to_le_bytes());
        bytes.extend(rate.to_le_bytes());
        bytes.extend([0; 6]);
        bytes.extend(bits.to_le_bytes());
        bytes.extend(b"data\xff\xff\xff\xff");
        bytes
    }

    fn au_header(rate: u32, channels: u32, kind: u32) -> Vec<u8> {
        let words = [28, u32::MAX, kind, rate, channels, 0];
        let words = words.iter().flat_map(|word| word.to_be_bytes());
        b".snd".iter().copied().chain(words).collect()
    }

    #[test]
    fn what_is_written_is_read_again() {
        let samples = tone(RATE, 1, 2);
        let file = wav(&samples);
        let shape = StreamShape::of(&file).expect("a header");
        assert_eq!((shape.begins, shape.ms(file.len())), (44, 2000));
        assert_eq!(shape.samples(&file), samples);
        assert_eq!(StreamShape::of(&little(&samples)), Ok(RAW));
        assert_eq!(RAW.samples(&little(&samples)), samples);
        // A sample that was cut in two.
        assert_eq!(RAW.samples(&[1, 0, 7]), [1]);
    }

    #[test]
    fn other_rates_and_channels_are_converted() {
        let wanted = tone(RATE, 1, 1);
        for (rate, channels) in [
            (48_000, 2),
            (44_100, 1),
            (48_000, 1),
            (16_000, 2),
            (8_000, 1),
        ] {
            let stream = [
                riff_header(rate, channels, 1, 16),
                little(&tone(rate, channels.into(), 1)),
            ];
            let stream = stream.concat();
            let shape = StreamShape::of(&stream).expect("a header");
            assert_eq!(shape.ms(stream.len()), 1000, "{rate}");
            let heard = shape.samples(&stream);
            assert!(
                wanted.len().abs_diff(heard.len()) <= 1,
                "{rate}: {}",
                heard.len()
            );
            let wrong = wanted
                .iter()
                .zip(&heard)
                .map(|(one, other)| (one - other).abs());
            assert!(wrong.max() < Some(1800), "{rate}");
        }
    }

    #[test]
    fn the_au_of_a_pipe_is_read() {
        let samples = tone(RATE, 1, 1);
        let big = samples.iter().flat_map(|sample| sample.to_be_bytes());
        let stream: Vec<u8> = au_header(RATE, 1, 3).into_iter().chain(big).collect();
        let shape = StreamShape::of(&stream).expect("a header");
        assert_eq!(shape.samples(&stream), samples);
    }

    #[test]
    fn what_is_no_linear_sound_of_16_bits_is_refused_with_words() {
        let table = [
            (riff_header(48_000, 2, 3, 32), "not of 16 bits"),
            (riff_header(48_000, 2, 1, 24), "not of 16 bits"),
            (riff_header(0, 1, 1, 16), "0 samples a second"),
            (riff_header(48_000, 0, 1, 16), "0 channels"),
            (riff_header(48_000, 60_000, 1, 16), "60000 channels"),
            (au_header(8_000, 1, 1), "not of 16 bits"),
            (b"OggS".to_vec(), "compressed"),
        ];
        for (bytes, expected) in table {
            let why = StreamShape::of(&bytes).expect_err(expected);
            assert!(why.contains(expected), "{why}");
        }
    }

    #[test]
    fn no_header_is_read_beyond_its_end() {
        let whole = [riff_header(48_000, 2, 1, 16), au_header(48_000, 2, 3)];
        for header in whole {
            for end in 0..header.len() {
                let shape = StreamShape::of(&header[..end]);
                assert!(shape.is_ok(), "{end}");
            }
        }
        let endless = b"RIFF\0\0\0\0WAVEjunk\xff\xff\xff\xff".to_vec();
        assert_eq!(StreamShape::of(&endless), Ok(RAW));
    }

    #[test]
    fn two_channels_of_one_sound_are_noticed() {
        assert!(are_doubled(&tone(RATE, 2, 1)));
        assert!(are_doubled(&tone(48_000, 2, 1)));
        assert!(!are_doubled(&tone(RATE, 1, 2)));
        assert!(!are_doubled(&vec![0; 64_000]));
        assert!(!are_doubled(&vec![120; 64_000]));
        assert!(!are_doubled(&[5]));
        assert!(!are_doubled(&[]));
    }
}
