use crate::model::edit::*; use crate::model::page::*; use crate::model::passage::*; use crate::*;
use regex::Regex;
fn page(path:&str, source:&str, name:&str)->Page{
  let raw=std::fs::read_to_string(path).unwrap().replace('\r',"");
  let han="[\\p{Han}，。、；：？！（）“”‘’《》]";
  let mut t=raw.clone();
  for _ in 0..3 { t=Regex::new(&format!("({han}) +([0-9])")).unwrap().replace_all(&t,"$1$2").into();
   t=Regex::new(&format!("([0-9%]) +({han})")).unwrap().replace_all(&t,"$1$2").into(); }
  let t:String=t.lines().map(|l|{let n=l.matches(' ').count(); let h=l.chars().filter(|c| !c.is_whitespace()).count(); if n*2>h {l.replace(' ',"")} else {l.to_string()}}).collect::<Vec<_>>().join("\n");
  let mut text=Edited::new(raw.as_str()); let n=raw.len(); text.apply(vec![Change{at:0..n,with:t,rule:RuleId::new("dev")}]);
  let mut p=Page{source:source.into(),name:name.into(),path:path.into(),sha256:"".into(),text,family:None,lines:vec![]};
  p.cut_lines();
  let rules=[(Role::JumpTo,"[（(〈【]?下[转轉]第?[一二三四五六七八九0-9]+版[）)〉】]?"),(Role::JumpFrom,"[（(〈]?(上接|接)第?[一二三四五六七八九0-9]+版[）)〉]?"),
  (Role::ReadOn,">>>见第.版$|[（(〈【] ?第 ?[0-9] ?版[)）]$"),(Role::IndexLabel,"^(今日导读|本期要目)$"),(Role::QrLabel,"^扫码看视频$"),
  (Role::PhotoCredit,"^本报记者 ?..?.?摄$|（?[\\p{Han} ]{2,8}[摄攝]）$"),(Role::Credit,"[（(][^（）()]{0,12}[电電][)）]+$|^[（(][\\p{Han} ]{3,12}[)）]$"),
  (Role::Byline,"^(□|■)?(本报|本報|新华社)(记者|駐.*記者)[^，。：]{0,8}$"),(Role::BylineMarker,"^[■□●◆]"),
  (Role::Dateline,"^[据據]?(本报|新华社|本報)[^，。]{0,14}(讯|电|訊|電)"),(Role::DateLine,"^[（(][0-9]{4}年[^（）]*[)）]$"),
  (Role::Section,"^([一二三四五六七八九十]+、|[（(][一二三四五六七八九十]+[)）]|第[一二三四五六七八九十]+[条條])"),
  (Role::Masthead,"^[\\p{Han}]{2}(日报|晚报|商报|日報|晚報)|^河北日报.*"),(Role::Folio,"^[0-9]{4}年 ?[0-9]+月 ?[0-9]+日[”　 ]*(星期.)?$|^第 ?[0-9]+ ?版.*$|^星期.$|^要闻$|^副刊$"),
  (Role::Imprint,"^(责任编辑|責任編輯|责任编輯|电话|電話|版式)：.*$"),(Role::ColumnLabel,"^.*[⑮].*$|^[^，。]*·[^，。 ]*$")];
  let rs:Vec<_>=rules.iter().map(|(r,s)|(*r,Regex::new(s).unwrap())).collect();
  let clean=p.text.text().to_owned();
  for l in &mut p.lines { for (r,re) in &rs { for m in re.find_iter(&clean[l.at.clone()]) { l.marks.push(Mark{at:l.at.start+m.start()..l.at.start+m.end(),role:*r,rule:RuleId::new("dev")}); } } l.marks.sort_by_key(|m|m.at.start); }
  p
}
#[test] fn dev(){
  let which=std::env::var("DEV").unwrap_or("seeds".into());
  let mut pages=vec![];
  if which=="seeds" { let mut f:Vec<_>=std::fs::read_dir("seeds").unwrap().map(|e|e.unwrap().path()).collect(); f.sort(); for p in f { let n=p.file_stem().unwrap().to_str().unwrap()[..3].to_string(); pages.push(page(p.to_str().unwrap(),&n,&n)); } }
  else { for s in which.split(':').nth(1).unwrap().split(',') { let d=format!("../shared/{}/pages/{s}",which.split(':').next().unwrap()); let mut f:Vec<_>=std::fs::read_dir(d).unwrap().map(|e|e.unwrap().path()).collect(); f.sort(); for p in f { pages.push(page(p.to_str().unwrap(),s,p.file_stem().unwrap().to_str().unwrap())); } } }
  let mut names:Vec<String>=pages.iter().map(|p|p.source.clone()).collect(); names.dedup();
  let sources:Vec<u32>=pages.iter().map(|p|names.iter().position(|n|*n==p.source).unwrap() as u32).collect();
  let mut table=segment::units(&pages,&sources);
  let ps=concord::passages(&table.streams,&sources); println!("passages {}",ps.len());
  let map=Concordance::new(&ps);
  let chains=segment::chains(&mut table,&map); println!("chains {}",chains.len());
  let b=bundle::bundle(&table,&map,chains);
  let u=|i:u32|{let u=&table.units[i as usize]; let t:String=u.text.chars().collect(); let n=t.chars().count(); let t=if n>40 {format!("{}…{}",t.chars().take(18).collect::<String>(),t.chars().skip(n-18).collect::<String>())} else {t}; format!("{}:{} {}",pages[u.page as usize].name,pages[u.page as usize].lines[u.lines.start as usize].number,t)};
  for (i,x) in b.bundles.iter().enumerate() { println!("\n## {i} cut {:?} {:?} bridges {:?}",x.cut_before.is_some(),x.cut_after.is_some(),x.bridges.len());
   for h in &x.headings { println!("  H {} t={:?} deck={:?} by={:?} date={:?} col={:?}",names[h.source as usize],h.title.iter().map(|i|u(*i)).collect::<Vec<_>>(),h.deck.iter().map(|i|u(*i)).collect::<Vec<_>>(),h.byline.iter().map(|i|u(*i)).collect::<Vec<_>>(),h.date.iter().map(|i|u(*i)).collect::<Vec<_>>(),h.column.iter().map(|i|u(*i)).collect::<Vec<_>>()); }
   for p in &x.parts { println!("  part"); for t in &p.texts { println!("   {} {}..{} n={} none-joints={}",names[t.source as usize],t.start,t.end,t.units.len(),t.joints.iter().filter(|j|j.is_none()).count());
     let c=model::chain::Chain{source:t.source,units:t.units.clone(),joints:vec![]}; let br=segment::paragraphs::breaks(&table,&c);
     if std::env::var("V").is_ok() { for (k,i) in t.units.iter().enumerate() { println!("      {}{} {}", if k>0 {format!("{:5.1}",br[k-1])} else {"     ".into()}, if k>0 && br[k-1]>0.0 {"¶"} else {" "}, u(*i)); } }
     else { println!("      {}",u(t.units[0])); println!("      {}",u(*t.units.last().unwrap())); } } } }
  println!("\nresidue"); for c in &b.residue { println!("  {} .. {} n={}",u(c.units[0]),u(*c.units.last().unwrap()),c.units.len()); }
  println!("\nheads unused/captions:"); for (i,x) in table.units.iter().enumerate() { if x.cues.furniture.is_some() || !x.is_body() { println!("  {} {}{}{}{}{} {:?}",u(i as u32),if x.cues.head{"H"}else{""},if x.cues.caption{"C"}else{""},if x.cues.byline{"B"}else{""},if x.cues.column{"L"}else{""},if x.cues.date{"D"}else{""},x.cues.furniture.as_ref().map(|f|f.0)); } }
}
