use super::*;

#[test]
fn dump() {
    let mut files: Vec<_> = std::fs::read_dir("tests/foreign")
        .unwrap()
        .flatten()
        .map(|e| e.path())
        .collect();
    files.sort();
    for file in files {
        let Ok(source) = std::fs::read_to_string(&file) else {
            continue;
        };
        println!("======== {}", file.display());
        let foreign = read(&source, Some(file.file_stem().unwrap().to_str().unwrap())).unwrap();
        for taken in foreign.stories {
            println!("{}-- as is {}\n", taken.text, taken.as_is);
        }
        for r in foreign.remarks {
            println!("  !! {}: {}", r.line, r.message);
        }
    }
}

#[test]
fn one() {
    let source = "# Title\nT: three\n**Situation:** where\n# Title\n# Result\nRole: baker\n**Role:** cook\n# Title\nRole: baker\n";
    let f = read(source, None).unwrap();
    for taken in f.stories {
        println!("{}-- as is {}\n", taken.text, taken.as_is);
    }
}
