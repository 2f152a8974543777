#include <array>

#include "gateway/core/hazard/table1.hpp"

namespace hazgate::hazard {
namespace {

using enum Nature;

constexpr ToxicGasFactor table3(double beta, std::string_view name) {
  return {beta, name};
}

// clang-format off
constexpr std::array<ListedSubstance, 85> kRows = {{
    {1, "氨", "ammonia", "NH3", "液氨;氨气", "7664-41-7", 10, ToxicGas, table3(2, "氨")},
    {2, "二氟化氧", "oxygen difluoride", "OF2", "一氧化二氟", "7783-41-7", 1, ToxicGas},
    {3, "二氧化氮", "nitrogen dioxide", "NO2", "", "10102-44-0", 1, ToxicGas, table3(10, "二氧化氮")},
    {4, "二氧化硫", "sulfur dioxide", "SO2", "亚硫酸酐;sulphur dioxide", "7446-09-5", 20, ToxicGas, table3(2, "二氧化硫")},
    {5, "氟", "fluorine", "F2", "氟气", "7782-41-4", 1, ToxicGas},
    {6, "碳酰氯", "phosgene", "COCl2", "光气;carbonyl chloride", "75-44-5", 0.3, ToxicGas, table3(20, "碳酰氯")},
    {7, "环氧乙烷", "ethylene oxide", "C2H4O", "氧化乙烯", "75-21-8", 10, ToxicGas, table3(2, "环氧乙烷")},
    {8, "甲醛(含量>90%)", "formaldehyde (> 90 %)", "", "甲醛(>90%);蚁醛", "50-00-0", 5, ToxicGas},
    {9, "磷化氢", "phosphine", "PH3", "磷化三氢;膦", "7803-51-2", 1, ToxicGas, table3(20, "磷化氢")},
    {10, "硫化氢", "hydrogen sulfide", "H2S", "hydrogen sulphide", "7783-06-4", 5, ToxicGas, table3(5, "硫化氢")},
    {11, "氯化氢(无水)", "hydrogen chloride (anhydrous)", "HCl", "氯化氢;无水氯化氢;hydrogen chloride", "7647-01-0", 20, ToxicGas, table3(3, "氯化氢")},
    {12, "氯", "chlorine", "Cl2", "液氯;氯气", "7782-50-5", 5, ToxicGas, table3(4, "氯")},
    // Table 1 gives the gas no CAS number; this is that of CO, which table 3 has by name.
    {13, "煤气(CO,CO和H2、CH4的混合物等)", "gas of CO, or CO with H2 and CH4", "CO", "煤气;一氧化碳;carbon monoxide;coal gas", "630-08-0", 20, ToxicGas, table3(2, "一氧化碳")},
    {14, "砷化氢", "arsine", "AsH3", "砷化三氢;胂", "7784-42-1", 1, ToxicGas},
    {15, "锑化氢", "stibine", "SbH3", "三氢化锑;锑化三氢", "7803-52-3", 1, ToxicGas},
    {16, "硒化氢", "hydrogen selenide", "H2Se", "", "7783-07-5", 1, ToxicGas},
    {17, "溴甲烷", "methyl bromide", "CH3Br", "甲基溴;bromomethane", "74-83-9", 10, ToxicGas, table3(3, "溴甲烷")},
    {18, "丙酮氰醇", "acetone cyanohydrin", "", "丙酮合氰化氢;2-羟基异丁腈;氰丙醇", "75-86-5", 20, ToxicLiquid},
    {19, "丙烯醛", "acrolein", "", "烯丙醛;败脂醛", "107-02-8", 20, ToxicLiquid},
    {20, "氟化氢", "hydrogen fluoride", "HF", "", "7664-39-3", 1, ToxicLiquid, table3(5, "氟化氢")},
    {21, "1-氯-2,3-环氧丙烷", "epichlorohydrin", "", "环氧氯丙烷;3-氯-1,2-环氧丙烷", "106-89-8", 20, ToxicLiquid},
    {22, "3-溴-1,2-环氧丙烷", "epibromohydrin", "", "环氧溴丙烷;溴甲基环氧乙烷;表溴醇", "3132-64-7", 20, ToxicLiquid},
    {23, "甲苯二异氰酸酯", "toluene diisocyanate", "TDI", "二异氰酸甲苯酯", "26471-62-5", 100, ToxicLiquid},
    {24, "一氯化硫", "disulfur dichloride", "S2Cl2", "氯化硫", "10025-67-9", 1, ToxicLiquid},
    {25, "氰化氢", "hydrogen cyanide", "HCN", "无水氢氰酸", "74-90-8", 1, ToxicLiquid, table3(10, "氰化氢")},
    {26, "三氧化硫", "sulfur trioxide", "SO3", "硫酸酐;sulphur trioxide", "7446-11-9", 75, ToxicLiquid},
    {27, "3-氨基丙烯", "allylamine", "", "烯丙胺", "107-11-9", 20, ToxicLiquid},
    {28, "溴", "bromine", "Br2", "溴素", "7726-95-6", 20, ToxicLiquid},
    {29, "乙撑亚胺", "ethyleneimine", "", "吖丙啶;1-氮杂环丙烷;氮丙啶;aziridine", "151-56-4", 20, ToxicLiquid},
    {30, "异氰酸甲酯", "methyl isocyanate", "MIC", "甲基异氰酸酯", "624-83-9", 0.75, ToxicLiquid, table3(20, "异氰酸甲酯")},
    {31, "叠氮化钡", "barium azide", "", "叠氮钡", "18810-58-7", 0.5, Explosive},
    {32, "叠氮化铅", "lead azide", "", "", "13424-46-9", 0.5, Explosive},
    {33, "雷汞", "mercury fulminate", "", "二雷酸汞;雷酸汞", "628-86-4", 0.5, Explosive},
    {34, "三硝基苯甲醚", "trinitroanisole", "", "三硝基茴香醚", "28653-16-9", 5, Explosive},
    {35, "2,4,6-三硝基甲苯", "2,4,6-trinitrotoluene", "TNT", "梯恩梯;trinitrotoluene", "118-96-7", 5, Explosive},
    {36, "硝化甘油", "nitroglycerine", "", "硝化丙三醇;甘油三硝酸酯;nitroglycerin", "55-63-0", 1, Explosive},
    {37, "硝化纤维素[干的或含水(或乙醇)<25%]", "nitrocellulose (dry, or water or ethanol < 25 %)", "", "", "9004-70-0", 1, Explosive},
    {38, "硝化纤维素(未改型的,或增塑的,含增塑剂<18%)", "nitrocellulose (unmodified, or plasticizer < 18 %)", "", "", "9004-70-0", 1, Explosive},
    {39, "硝化纤维素(含乙醇≥25%)", "nitrocellulose (ethanol >= 25 %)", "", "", "9004-70-0", 10, Explosive},
    {40, "硝化纤维素(含氮≤12.6%)", "nitrocellulose (nitrogen <= 12.6 %)", "", "", "9004-70-0", 50, Explosive},
    {41, "硝化纤维素(含水≥25%)", "nitrocellulose (water >= 25 %)", "", "", "9004-70-0", 50, Explosive},
    {42, "硝化纤维素溶液(含氮量≤12.6%,含硝化纤维素≤55%)", "nitrocellulose solution (nitrogen <= 12.6 %, nitrocellulose <= 55 %)", "", "硝化棉溶液", "9004-70-0", 50, Explosive},
    {43, "硝酸铵(含可燃物>0.2%,包括以碳计算的任何有机物,但不包括任何其他添加剂)", "ammonium nitrate (combustibles > 0.2 %)", "", "硝酸铵(含可燃物>0.2%)", "6484-52-2", 5, Explosive},
    {44, "硝酸铵(含可燃物≤0.2%)", "ammonium nitrate (combustibles <= 0.2 %)", "", "", "6484-52-2", 50, Oxidiser},
    {45, "硝酸铵肥料(含可燃物≤0.4%)", "ammonium nitrate fertilizer (combustibles <= 0.4 %)", "", "硝酸铵肥料", "", 200, Oxidiser},
    {46, "硝酸钾", "potassium nitrate", "KNO3", "", "7757-79-1", 1000, Oxidiser},
    {47, "1,3-丁二烯", "1,3-butadiene", "", "联乙烯;丁二烯;butadiene", "106-99-0", 5, FlammableGas},
    {48, "二甲醚", "dimethyl ether", "DME", "甲醚", "115-10-6", 50, FlammableGas},
    {49, "甲烷,天然气", "methane, natural gas", "CH4", "甲烷;天然气;液化天然气;methane;natural gas;LNG", "74-82-8;8006-14-2", 50, FlammableGas},
    {50, "氯乙烯", "vinyl chloride", "", "乙烯基氯", "75-01-4", 50, FlammableGas},
    {51, "氢", "hydrogen", "H2", "氢气", "1333-74-0", 5, FlammableGas},
    {52, "液化石油气(含丙烷、丁烷及其混合物)", "liquefied petroleum gas (propane, butane, their mixtures)", "LPG", "液化石油气;石油气(液化的);丙烷;丁烷;liquefied petroleum gas;propane;butane", "68476-85-7;74-98-6;106-97-8", 50, FlammableGas},
    {53, "一甲胺", "methylamine", "", "氨基甲烷;甲胺", "74-89-5", 5, FlammableGas},
    {54, "乙炔", "acetylene", "C2H2", "电石气", "74-86-2", 1, FlammableGas},
    {55, "乙烯", "ethylene", "C2H4", "", "74-85-1", 50, FlammableGas},
    {56, "氧(压缩的或液化的)", "oxygen (compressed or liquefied)", "O2", "氧;液氧;氧气;oxygen", "7782-44-7", 200, OxidisingGas},
    {57, "苯", "benzene", "C6H6", "纯苯", "71-43-2", 50, FlammableLiquid},
    {58, "苯乙烯", "styrene", "", "乙烯苯", "100-42-5", 500, FlammableLiquid},
    {59, "丙酮", "acetone", "", "二甲基酮", "67-64-1", 500, FlammableLiquid},
    {60, "2-丙烯腈", "acrylonitrile", "", "丙烯腈;乙烯基氰;氰基乙烯", "107-13-1", 50, FlammableLiquid},
    {61, "二硫化碳", "carbon disulfide", "CS2", "carbon disulphide", "75-15-0", 50, FlammableLiquid},
    {62, "环己烷", "cyclohexane", "C6H12", "六氢化苯", "110-82-7", 500, FlammableLiquid},
    {63, "1,2-环氧丙烷", "propylene oxide", "", "氧化丙烯;甲基环氧乙烷;环氧丙烷", "75-56-9", 10, FlammableLiquid},
    {64, "甲苯", "toluene", "C7H8", "甲基苯;苯基甲烷", "108-88-3", 500, FlammableLiquid},
    {65, "甲醇", "methanol", "CH3OH", "木醇;木精", "67-56-1", 500, FlammableLiquid},
    {66, "汽油(乙醇汽油、甲醇汽油)", "petrol (also with ethanol or methanol)", "", "汽油;乙醇汽油;甲醇汽油;petrol;gasoline", "86290-81-5", 200, FlammableLiquid},
    {67, "乙醇", "ethanol", "C2H5OH", "酒精", "64-17-5", 500, FlammableLiquid},
    {68, "乙醚", "diethyl ether", "", "二乙基醚", "60-29-7", 10, FlammableLiquid},
    {69, "乙酸乙酯", "ethyl acetate", "", "醋酸乙酯", "141-78-6", 500, FlammableLiquid},
    {70, "正己烷", "n-hexane", "C6H14", "己烷;hexane", "110-54-3", 500, FlammableLiquid},
    {71, "过乙酸", "peracetic acid", "", "过醋酸;过氧乙酸;乙酰过氧化氢", "79-21-0", 10, OrganicPeroxide},
    {72, "过氧化甲基乙基酮(10%<有效氧含量≤10.7%,含A型稀释剂≥48%)", "methyl ethyl ketone peroxide (10 % < active oxygen <= 10.7 %, diluent A >= 48 %)", "", "过氧化甲基乙基酮", "1338-23-4", 10, OrganicPeroxide},
    {73, "白磷", "white phosphorus", "P4", "黄磷;yellow phosphorus", "12185-10-3", 50, Pyrophoric},
    {74, "烷基铝", "aluminium alkyls", "", "三烷基铝", "", 1, Pyrophoric},
    {75, "戊硼烷", "pentaborane", "B5H9", "五硼烷", "19624-22-7", 1, Pyrophoric},
    {76, "过氧化钾", "potassium peroxide", "K2O2", "", "17014-71-0", 20, Oxidiser},
    {77, "过氧化钠", "sodium peroxide", "Na2O2", "双氧化钠;二氧化钠", "1313-60-6", 20, Oxidiser},
    {78, "氯酸钾", "potassium chlorate", "KClO3", "", "3811-04-9", 100, Oxidiser},
    {79, "氯酸钠", "sodium chlorate", "NaClO3", "", "7775-09-9", 100, Oxidiser},
    {80, "发烟硝酸", "fuming nitric acid", "", "", "52583-42-3", 20, Oxidiser},
    {81, "硝酸(发红烟的除外,含硝酸>70%)", "nitric acid (> 70 %, not red fuming)", "", "硝酸(>70%)", "7697-37-2", 100, Oxidiser},
    {82, "硝酸胍", "guanidine nitrate", "", "硝酸亚氨脲", "506-93-4", 50, Oxidiser},
    {83, "碳化钙", "calcium carbide", "CaC2", "电石", "75-20-7", 100, WaterReactive},
    {84, "钾", "potassium", "K", "金属钾", "7440-09-7", 1, WaterReactive},
    {85, "钠", "sodium", "Na", "金属钠", "7440-23-5", 10, WaterReactive},
}};
// clang-format on

}  // namespace

std::span<const ListedSubstance> table1() {
  return kRows;
}

}  // namespace hazgate::hazard
